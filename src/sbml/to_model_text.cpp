// SPDX-License-Identifier: GPL-3.0-or-later
#include "heatreel/sbml/to_model_text.hpp"

#include "read_document.hpp"
#include "refusal.hpp"
#include "writer.hpp"

#include <filesystem>

#include <fmt/format.h>

#include "heatreel/base/text.hpp"

namespace heatreel::sbml {

namespace {

std::string translated(const std::string& path) {
  const std::unique_ptr<SBMLDocument> document = read_document(path);
  const Elements elements(*document->getModel());
  Names names(*document->getModel());
  return Writer(elements, names, std::filesystem::path(path).filename().string()).write();
}

}  // namespace

std::string to_model_text(const std::string& path) {
  const std::string file = base::printable(path);
  try {
    return translated(path);
  } catch (const Refusal& refusal) {
    auto [problem, why, suggestion] = refusal.complaint;
    const std::string place = refusal.line == 0 ? file : fmt::format("{}:{}", file, refusal.line);
    throw base::ConfigError({fmt::format("{}: {}", place, problem), why, suggestion});
  } catch (const SBMLConstructorException& error) {  // libsbml throws it for some broken files
    throw base::ConfigError({file + ": the file is not SBML that can be read", error.what(), ""});
  }
}

}  // namespace heatreel::sbml
