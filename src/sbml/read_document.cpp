// SPDX-License-Identifier: GPL-3.0-or-later
#include "read_document.hpp"

#include "refusal.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <string_view>

#include <fmt/format.h>
#include <sbml/conversion/ConversionProperties.h>
#include <sbml/packages/comp/extension/CompModelPlugin.h>
#include <sbml/packages/comp/extension/CompSBMLDocumentPlugin.h>

#include "heatreel/base/text.hpp"

namespace heatreel::sbml {

namespace {

/// Packages that say nothing about the mathematics, and those whose mathematics is translated.
constexpr std::array<std::string_view, 5> harmless = {"comp", "l3v2extendedmath", "layout",
                                                      "render", "groups"};

/// Errors that stop nobody from reading a file: of how its encoding is declared, and a heading over
/// the errors that tell why a model could not be made flat.
constexpr std::array<unsigned, 4> no_obstacles = {MissingXMLDecl, MissingXMLEncoding, NotUTF8,
                                                  CompModelFlatteningFailed};

/// Submodels of a hierarchical model. libsbml takes some ten seconds for so many.
constexpr int most_parts = 10'000;

/// The first error that libsbml has noted, as a line of text.
void check_errors(const SBMLDocument& document, const std::string& problem) {
  for (unsigned i = 0; i < document.getNumErrors(); ++i) {
    const SBMLError& error = *document.getError(i);
    const bool harmless_one = std::find(no_obstacles.begin(), no_obstacles.end(),
                                        error.getErrorId()) != no_obstacles.end();
    if (error.getSeverity() < LIBSBML_SEV_ERROR || harmless_one) {
      continue;
    }
    std::string why(base::trim(error.getMessage()));
    std::replace(why.begin(), why.end(), '\n', ' ');
    throw Refusal(error.getLine(), {problem, why, ""});
  }
}

void check_packages(SBMLDocument& document) {
  for (unsigned i = 0; i < document.getNumPlugins(); ++i) {
    const std::string name = document.getPlugin(i)->getPackageName();
    const bool known = std::find(harmless.begin(), harmless.end(), name) != harmless.end();
    if (!known && document.getPackageRequired(name)) {
      throw Refusal(0, {fmt::format("the SBML package '{}' is not supported", name),
                        "the file says that it changes the model's meaning", ""});
    }
  }
  for (int i = 0; i < document.getNumUnknownPackages(); ++i) {
    const std::string prefix = document.getUnknownPackagePrefix(i);
    if (document.getPackageRequired(prefix)) {
      throw Refusal(0, {fmt::format("the SBML package '{}' is not supported", prefix),
                        "the file says that it changes the model's meaning", ""});
    }
  }
}

/// Counts the parts of hierarchical models without making them. Models in other files count as one.
class PartCounter {
 public:
  explicit PartCounter(const SBMLDocument& document)
      : definitions_(dynamic_cast<const CompSBMLDocumentPlugin*>(document.getPlugin("comp"))) {}

  /// The parts of a model and of its parts; may be more than an integer holds.
  double parts_of(const Model& model) {
    const auto* const comp = dynamic_cast<const CompModelPlugin*>(model.getPlugin("comp"));
    double count = 0;
    for (unsigned i = 0; comp != nullptr && i < comp->getNumSubmodels(); ++i) {
      count += 1 + parts_of_definition(comp->getSubmodel(i)->getModelRef());
    }
    return count;
  }

 private:
  double parts_of_definition(const std::string& id) {
    const Model* const model =
        definitions_ == nullptr ? nullptr : definitions_->getModelDefinition(id);
    const auto [known, is_new] = known_.emplace(id, 0.0);  // 0 in a circle, which libsbml refuses
    if (is_new && model != nullptr) {
      known->second = parts_of(*model);
    }
    return known->second;
  }

  const CompSBMLDocumentPlugin* definitions_;
  std::map<std::string, double> known_;
};

void flatten(SBMLDocument& document) {
  const double parts = PartCounter(document).parts_of(*document.getModel());
  if (parts == 0) {
    return;
  }
  if (parts > most_parts) {
    throw Refusal(0, {"the model has too many parts",
                      fmt::format("{:.10g} submodels, of at most {}", parts, most_parts), ""});
  }
  ConversionProperties properties;
  properties.addOption("flatten comp", true);
  properties.addOption("performValidation", false);
  properties.addOption("leavePorts", false);
  if (document.convert(properties) != LIBSBML_OPERATION_SUCCESS) {
    check_errors(document, "the model's parts cannot be put together");
    throw Refusal(0, {"the model's parts cannot be put together", "", ""});
  }
}

}  // namespace

std::unique_ptr<SBMLDocument> read_document(const std::string& path) {
  std::unique_ptr<SBMLDocument> document(readSBMLFromFile(path.c_str()));
  check_errors(*document, "the file is not SBML that can be read");
  if (document->getModel() == nullptr) {
    throw Refusal(0, {"the file holds no SBML model", "", ""});
  }
  check_packages(*document);
  flatten(*document);
  return document;
}

}  // namespace heatreel::sbml
