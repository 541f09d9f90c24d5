// SPDX-License-Identifier: GPL-3.0-or-later
#include "heatreel/base/json_text.hpp"

#include <cmath>

#include <fmt/format.h>

namespace heatreel::base {

std::string json_string(std::string_view text) {
  std::string quoted = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') {
      quoted += '\\';
      quoted += c;
    } else if (static_cast<unsigned char>(c) < 0x20U) {
      quoted += fmt::format("\\u{:04x}", static_cast<unsigned>(c));
    } else {
      quoted += c;
    }
  }
  return quoted + '"';
}

std::string json_number(double value) {
  if (std::isnan(value)) {
    return R"("NaN")";
  }
  if (std::isinf(value)) {
    return value > 0.0 ? R"("Infinity")" : R"("-Infinity")";
  }
  return fmt::format("{}", value);
}

}  // namespace heatreel::base
