// SPDX-License-Identifier: GPL-3.0-or-later
#include "sbml/sbml_file.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace heatreel::sbml {
namespace {

using testing::HasSubstr;

const std::string amounts = R"(hasOnlySubstanceUnits="true" boundaryCondition="false")";

/// Two species, parameters k and f, and these reactions.
Sbml reacting(const std::string& reactions, const std::string& more = "") {
  return {compartment() +
          list("Species", species("S", R"(initialAmount="1")", amounts) +
                              species("P", R"(initialAmount="0")", amounts)) +
          list("Parameters", parameter("k", R"(value="3" constant="true")") +
                                 parameter("f", R"(value="10" constant="true")")) +
          more + list("Reactions", reactions)};
}

std::string reference(const std::string& more) {
  return fmt::format(R"(<speciesReference species="S" {}/>)", more);
}

TEST(Reactions, are_fluxes_that_use_and_make) {
  const std::string text =
      translated(reacting(reaction("J", "S", "P", math(op("times", ci("k"), ci("S")))) +
                          reaction("back", "P", "S", math(ci("P")))));
  EXPECT_THAT(text, HasSubstr("rate S = -J + back\n"));
  EXPECT_THAT(text, HasSubstr("rate P = J - back\n"));
  EXPECT_THAT(text, HasSubstr("derived J = k*S\n"));
}

TEST(Reactions, count_what_they_use_and_make) {
  const std::string law = "<kineticLaw>" + math(ci("k")) + "</kineticLaw></reaction>";
  const std::string text = translated(
      reacting(R"(<reaction id="J" reversible="false">)" +
               list("Reactants", reference(R"(stoichiometry="2.5" constant="true")") +
                                     reference(R"(stoichiometry="1" constant="true")")) +
               list("Products", reference(R"(stoichiometry="1" constant="true")")) + law +
               R"(<reaction id="none" reversible="false">)" +
               list("Reactants", reference(R"(stoichiometry="1" constant="true")")) +
               list("Products", reference(R"(stoichiometry="1" constant="true")")) + law));
  EXPECT_THAT(text, HasSubstr("rate S = -2.5*J\n"));
}

TEST(Reactions, have_stoichiometries_with_names) {
  const std::string text = translated(
      {compartment() + list("Species", species("S", R"(initialAmount="1")", amounts)) +
       list("Rules",
            R"(<assignmentRule variable="n">)" + math(time_symbol()) + "</assignmentRule>") +
       list("Reactions",
            R"(<reaction id="J" reversible="false">)" +
                list("Products", reference(R"(id="n" constant="false")") +
                                     reference(R"(id="m" stoichiometry="2" constant="true")")) +
                "<kineticLaw>" + math(cn(1)) + "</kineticLaw></reaction>")});
  EXPECT_THAT(text, HasSubstr("rate S = n*J + m*J\n"));
  EXPECT_THAT(text, HasSubstr("derived n = t\nparameter m = 2\n"));
}

TEST(Reactions, have_stoichiometries_that_are_computed) {
  const std::string text = translated(
      {R"(<listOfCompartments><compartment id="V" size="1"/></listOfCompartments>)"
       R"(<listOfSpecies><species id="S" compartment="V" initialAmount="1" hasOnlySubstanceUnits="true"/>)"
       R"(</listOfSpecies><listOfReactions><reaction id="J"><listOfProducts>)"
       R"(<speciesReference species="S"><stoichiometryMath>)" +
           math(op("times", cn(2), time_symbol())) +
           "</stoichiometryMath></speciesReference></listOfProducts><kineticLaw>" + math(cn(1)) +
           "</kineticLaw></reaction></listOfReactions>",
       2, 4});
  EXPECT_THAT(text, HasSubstr("rate S = 2*t*J\n"));
}

TEST(Reactions, have_parameters_of_their_own) {
  const std::string text = translated(
      reacting(reaction("J", "S", "",
                        math(op("times", ci("k"), ci("f"))) +
                            R"(<listOfLocalParameters><localParameter id="k" value="7"/>)"
                            R"(</listOfLocalParameters>)")));
  EXPECT_THAT(text, HasSubstr("parameter J_k = 7\nderived J = J_k*f\n"));
}

TEST(Reactions, convert_extent_to_amounts) {
  Sbml sbml = reacting(reaction("J", "S", "P", math(ci("k"))));
  const std::string plain = sbml.body;
  sbml.body.replace(sbml.body.find("id=\"S\""), 6, "id=\"S\" conversionFactor=\"f\"");
  EXPECT_THAT(translated(sbml), HasSubstr("rate S = f*(-J)\n"));
  EXPECT_THAT(translated(sbml), HasSubstr("rate P = J\n"));
}

TEST(Rates, are_asked_for_by_name) {
  const std::string rate_of_s =
      R"(<apply><csymbol encoding="text" definitionURL="http://www.sbml.org/sbml/symbols/rateOf">)"
      R"(rateOf</csymbol><ci>S</ci></apply>)";
  const Sbml sbml =
      reacting(reaction("J", "S", "", math(op("times", ci("k"), ci("S")))),

               list("InitialAssignments", R"(<initialAssignment symbol="f">)" + math(rate_of_s) +
                                              "</initialAssignment>"));
  const model::Model model = model_of(sbml);
  EXPECT_EQ(model.find_parameter("f")->default_value, -3);  // -k*S_0
}

TEST(Rates, of_concentrations_in_compartments_of_rules_are_not_known) {
  const std::string rate_of_s =
      R"(<apply><csymbol encoding="text" definitionURL="http://www.sbml.org/sbml/symbols/rateOf">)"
      R"(rateOf</csymbol><ci>S</ci></apply>)";
  EXPECT_THROW(translated({compartment(R"(constant="false")") +
                           list("Species", species("S", R"(initialConcentration="5")")) +
                           list("Parameters", parameter("a", R"(constant="false")")) +
                           list("Rules", R"(<assignmentRule variable="V">)" + math(time_symbol()) +
                                             R"(</assignmentRule><assignmentRule variable="a">)" +
                                             math(rate_of_s) + "</assignmentRule>") +
                           list("Reactions", reaction("J", "S", "", math(cn(1))))}),
               base::ConfigError);
}

}  // namespace
}  // namespace heatreel::sbml
