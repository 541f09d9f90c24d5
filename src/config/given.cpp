// SPDX-License-Identifier: GPL-3.0-or-later
#include "given.hpp"

#include <fmt/format.h>

#include "heatreel/base/text.hpp"

namespace heatreel::config {

std::string Given::label() const {
  if (file.empty()) {
    return "--" + name;
  }
  return fmt::format("{}:{}: {}", base::printable(file), line, name);
}

void complain(const Given& given, const base::Complaint& complaint) {
  if (given.file.empty()) {
    throw base::UsageError(complaint);
  }
  throw base::ConfigError(complaint);
}

void refuse(const Given& given, const std::string& why, const std::string& suggestion) {
  const std::string value = given.text.empty() ? "''" : base::printable(given.text);
  complain(given, {fmt::format("{} {} cannot be used", given.label(), value), why, suggestion});
}

}  // namespace heatreel::config
