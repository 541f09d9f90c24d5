// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "support/scratch_folder.hpp"

#include <fstream>
#include <string>

#include <fmt/format.h>

#include "heatreel/base/error.hpp"
#include "heatreel/model/model.hpp"
#include "heatreel/sbml/to_model_text.hpp"

namespace heatreel::sbml {

/// Elements of a model in one of SBML's dialects, without what every file has.
struct Sbml {
  std::string body;
  int level = 3;
  int version = 2;

  std::string text() const {
    const std::string space = level == 3     ? fmt::format("level3/version{}/core", version)
                              : version == 1 ? "level2"
                                             : fmt::format("level2/version{}", version);
    return fmt::format(
        R"(<?xml version="1.0"?><sbml xmlns="http://www.sbml.org/sbml/{}" level="{}" version="{}">)"
        R"(<model id="m">{}</model></sbml>)",
        space, level, version, body);
  }
};

/// What a file with this text, m.xml, is translated to.
inline std::string translated_file(const std::string& text) {
  const support::ScratchFolder folder;
  std::ofstream(folder / "m.xml") << text;
  return to_model_text(folder / "m.xml");
}

inline std::string translated(const Sbml& sbml) { return translated_file(sbml.text()); }

/// The translation, read as a model file.
inline model::Model model_of(const Sbml& sbml) {
  return model::parse_model(translated(sbml), "m.model");
}

inline std::string math(const std::string& inside) {
  return R"(<math xmlns="http://www.w3.org/1998/Math/MathML">)" + inside + "</math>";
}

inline std::string ci(const std::string& name) { return fmt::format("<ci>{}</ci>", name); }
inline std::string cn(double number) { return fmt::format("<cn>{}</cn>", number); }
inline std::string time_symbol() {
  return R"(<csymbol encoding="text" definitionURL="http://www.sbml.org/sbml/symbols/time">t</csymbol>)";
}
/// `op("plus", a, b)`: the function and its arguments
template <class... Texts>
std::string op(const std::string& function, const Texts&... arguments) {
  return fmt::format("<apply><{}/>{}</apply>", function, (std::string() + ... + arguments));
}

inline std::string list(const std::string& of, const std::string& elements) {
  return fmt::format("<listOf{0}>{1}</listOf{0}>", of, elements);
}
inline std::string compartment(const std::string& more = R"(size="2" constant="true")") {
  return list("Compartments",
              fmt::format(R"(<compartment id="V" spatialDimensions="3" {}/>)", more));
}
inline std::string species(
    const std::string& id, const std::string& more,
    const std::string& flags = R"(hasOnlySubstanceUnits="false" boundaryCondition="false")") {
  return fmt::format(R"(<species id="{}" compartment="V" constant="false" {} {}/>)", id, flags,
                     more);
}
inline std::string parameter(const std::string& id, const std::string& more) {
  return fmt::format(R"(<parameter id="{}" {}/>)", id, more);
}
/// A reaction with one reactant and one product; "" for none.
inline std::string reaction(const std::string& id, const std::string& used, const std::string& made,
                            const std::string& law) {
  const auto side = [](const std::string& name, const std::string& kind) {
    return name.empty() ? ""
                        : list(kind, fmt::format(R"(<speciesReference species="{}" )"
                                                 R"(stoichiometry="1" constant="true"/>)",
                                                 name));
  };
  return fmt::format(
      R"(<reaction id="{}" reversible="false">{}{}<kineticLaw>{}</kineticLaw></reaction>)", id,
      side(used, "Reactants"), side(made, "Products"), law);
}

}  // namespace heatreel::sbml
