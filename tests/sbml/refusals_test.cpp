// SPDX-License-Identifier: GPL-3.0-or-later
#include "sbml/sbml_file.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace heatreel::sbml {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

/// The message with which a file is refused, from its name on; "" if it is not.
std::string refusal_of_file(const std::string& text) {
  try {
    translated_file(text);
    return "";
  } catch (const base::ConfigError& error) {
    const std::string message = error.what();
    return message.substr(message.find("m.xml"));
  }
}

std::string refusal(const Sbml& sbml) { return refusal_of_file(sbml.text()); }

/// A model with a parameter y that a rule gives.
Sbml with_rule(const std::string& formula, const std::string& more = "") {
  return {more + list("Parameters", parameter("y", R"(constant="false")")) +
          list("Rules", R"(<assignmentRule variable="y">)" + math(formula) + "</assignmentRule>")};
}

TEST(Refusals, name_file_and_line) {
  EXPECT_THAT(refusal({list("Parameters", parameter("y", R"(constant="false")")) + "\n" +
                       list("Rules", "<algebraicRule>" + math(ci("y")) + "</algebraicRule>")}),
              StartsWith("m.xml:2: algebraic rules are not supported ("));
}

TEST(Refusals, of_delays) {
  EXPECT_THAT(
      refusal(with_rule(
          R"(<apply><csymbol encoding="text" definitionURL="http://www.sbml.org/sbml/symbols/delay">)"
          R"(delay</csymbol><ci>y</ci><cn>1</cn></apply>)")),
      HasSubstr("assignment rule of 'y': delay is not supported ("));
}

TEST(Refusals, of_fast_reactions) {
  EXPECT_THAT(refusal({R"(<listOfReactions><reaction id="J" fast="true"><kineticLaw>)" +
                           math(cn(1)) + "</kineticLaw></reaction></listOfReactions>",
                       2, 4}),
              HasSubstr("reaction 'J' is fast ("));
}

TEST(Refusals, of_reactions_whose_flux_is_not_known) {
  EXPECT_THAT(refusal({list("Reactions", R"(<reaction id="J" reversible="false"/>)")}),
              HasSubstr("reaction 'J' has no kinetic law ("));
}

TEST(Refusals, of_pieces_without_otherwise) {
  EXPECT_THAT(refusal(with_rule("<piecewise><piece>" + cn(1) + op("gt", time_symbol(), cn(1)) +
                                "</piece></piecewise>")),
              HasSubstr("assignment rule of 'y': a piecewise has no otherwise ("));
}

TEST(Refusals, of_names_that_mean_nothing) {
  EXPECT_THAT(refusal(with_rule(ci("z"))), HasSubstr("assignment rule of 'y': unknown name 'z' ("));
  EXPECT_THAT(refusal(with_rule("<apply>" + ci("f") + cn(1) + "</apply>")),
              HasSubstr("unknown function 'f' ("));
}

TEST(Refusals, of_functions_that_never_end) {
  EXPECT_THAT(refusal(with_rule("<apply>" + ci("f") + cn(1) + "</apply>",
                                list("FunctionDefinitions",
                                     R"(<functionDefinition id="f">)" +
                                         math("<lambda><bvar>" + ci("x") + "</bvar><apply>" +
                                              ci("f") + ci("x") + "</apply></lambda>") +
                                         "</functionDefinition>"))),
              HasSubstr("functions call each other without an end"));
}

TEST(Refusals, of_formulas_that_are_too_long) {
  const std::string name(400, 'y');
  std::string sum = "<plus/>";
  for (int i = 0; i < 300; ++i) {
    sum += ci(name);
  }
  // with_rule() has the list of parameters, so the name is a compartment's.
  const std::string list_of_one =
      list("Compartments", fmt::format(R"(<compartment id="{}" constant="true" size="1"/>)", name));
  EXPECT_THAT(refusal(with_rule("<apply>" + sum + "</apply>", list_of_one)),
              HasSubstr("assignment rule of 'y': the formula is too long ("));
}

TEST(Refusals, of_first_values_that_are_not_known) {
  EXPECT_THAT(refusal({list("Parameters", parameter("p", R"(constant="false")")) +
                       list("Rules", R"(<rateRule variable="p">)" + math(cn(1)) + "</rateRule>")}),
              HasSubstr("parameter 'p' has no first value"));
}

TEST(Refusals, of_packages_that_change_the_meaning) {
  const auto with_package = [](const std::string& required) {
    return R"(<?xml version="1.0"?><sbml xmlns="http://www.sbml.org/sbml/level3/version1/core" )"
           R"(xmlns:arrays="http://www.sbml.org/sbml/level3/version1/arrays/version1" )"
           R"(arrays:required=")" +
           required + R"(" level="3" version="1"><model id="m"/></sbml>)";
  };
  EXPECT_THAT(refusal_of_file(with_package("true")), HasSubstr("'arrays'"));
  EXPECT_EQ(refusal_of_file(with_package("false")), "");
}

TEST(Refusals, of_flux_balance_models) {
  EXPECT_THAT(
      refusal_of_file(
          R"(<?xml version="1.0"?><sbml xmlns="http://www.sbml.org/sbml/level3/version1/core" )"
          R"(xmlns:fbc="http://www.sbml.org/sbml/level3/version1/fbc/version1" fbc:required="false" )"
          R"(level="3" version="1"><model id="m"><listOfReactions>)"
          R"(<reaction id="J" reversible="false" fast="false"/></listOfReactions>)"
          R"(<fbc:listOfObjectives fbc:activeObjective="o"><fbc:objective fbc:id="o" fbc:type="maximize">)"
          R"(<fbc:listOfFluxObjectives><fbc:fluxObjective fbc:reaction="J" fbc:coefficient="1"/>)"
          R"(</fbc:listOfFluxObjectives></fbc:objective></fbc:listOfObjectives></model></sbml>)"),
      HasSubstr("flux-balance models are not supported ("));
}

TEST(Refusals, of_what_is_no_sbml) {
  EXPECT_THAT(refusal_of_file("state x = 1\n"),
              HasSubstr("the file is not SBML that can be read ("));
  EXPECT_THAT(refusal_of_file("<html/>"), HasSubstr("the file is not SBML that can be read ("));
}

/// Each of 30 models has two parts, which are the next model.
TEST(Refusals, of_models_with_a_billion_parts) {
  const auto parts = [](int model) {
    return fmt::format(
        R"(<comp:listOfSubmodels><comp:submodel comp:id="a" comp:modelRef="m{0}"/>)"
        R"(<comp:submodel comp:id="b" comp:modelRef="m{0}"/></comp:listOfSubmodels>)",
        model);
  };
  std::string definitions = R"(<comp:modelDefinition id="m29"/>)";
  for (int i = 0; i < 29; ++i) {
    definitions +=
        fmt::format(R"(<comp:modelDefinition id="m{}">{}</comp:modelDefinition>)", i, parts(i + 1));
  }
  EXPECT_THAT(
      refusal_of_file(
          R"(<?xml version="1.0"?><sbml xmlns="http://www.sbml.org/sbml/level3/version1/core" )"
          R"(xmlns:comp="http://www.sbml.org/sbml/level3/version1/comp/version1" comp:required="true" )"
          R"(level="3" version="1"><model id="m">)" +
          parts(0) + "</model>" + "<comp:listOfModelDefinitions>" + definitions +
          "</comp:listOfModelDefinitions></sbml>"),
      HasSubstr("the model has too many parts (2147483646 submodels"));
}

TEST(Refusals, of_parts_in_files_that_are_missing) {
  EXPECT_THAT(
      refusal_of_file(
          R"(<?xml version="1.0"?><sbml xmlns="http://www.sbml.org/sbml/level3/version1/core" )"
          R"(xmlns:comp="http://www.sbml.org/sbml/level3/version1/comp/version1" comp:required="true" )"
          R"(level="3" version="1"><model id="m"><comp:listOfSubmodels>)"
          R"(<comp:submodel comp:id="part" comp:modelRef="x"/></comp:listOfSubmodels></model>)"
          R"(<comp:listOfExternalModelDefinitions><comp:externalModelDefinition comp:id="x" )"
          R"(comp:source="missing.xml"/></comp:listOfExternalModelDefinitions></sbml>)"),
      HasSubstr("missing.xml"));
}

}  // namespace
}  // namespace heatreel::sbml
