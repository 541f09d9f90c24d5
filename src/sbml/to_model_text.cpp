// SPDX-License-Identifier: GPL-3.0-or-later
#include "heatreel/sbml/to_model_text.hpp"

#include "read_document.hpp"
#include "refusal.hpp"
#include "writer.hpp"

#include <filesystem>

#include <fmt/format.h>

#include "heatreel/base/text.hpp"

namespace heatreel::sbml {

std::string to_model_text(const std::string& path) {
  try {
    const std::unique_ptr<SBMLDocument> document = read_document(path);
    const Elements elements(*document->getModel());
    Names names(*document->getModel());
    return Writer(elements, names, std::filesystem::path(path).filename().string()).write();
  } catch (const Refusal& refusal) {
    auto [problem, why, suggestion] = refusal.complaint;
    const std::string place = refusal.line == 0
                                  ? base::printable(path)
                                  : fmt::format("{}:{}", base::printable(path), refusal.line);
    throw base::ConfigError({fmt::format("{}: {}", place, problem), why, suggestion});
  }
}

}  // namespace heatreel::sbml
