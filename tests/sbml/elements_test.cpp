// SPDX-License-Identifier: GPL-3.0-or-later
#include "sbml/sbml_file.hpp"

#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace heatreel::sbml {
namespace {

using testing::HasSubstr;
using testing::Not;

const std::string only_amounts = R"(hasOnlySubstanceUnits="true" boundaryCondition="false")";
const std::string held = R"(hasOnlySubstanceUnits="false" boundaryCondition="true")";
const std::string decay = list("Reactions", reaction("J", "S", "", math(ci("k"))));

/// A species S that decays, in a compartment V, with a parameter k.
Sbml decaying(const std::string& species, const std::string& home = compartment()) {
  return {home + list("Species", species) +
          list("Parameters", parameter("k", R"(value="3" constant="true")")) + decay};
}

TEST(Species, a_name_means_a_concentration) {
  const std::string text = translated(decaying(species("S", R"(initialConcentration="5")")));
  EXPECT_THAT(text, HasSubstr("state S = 5\nrate S = -J/V\n"));
  EXPECT_THAT(text, HasSubstr("derived `amount(S)` = S*V\nderived `concentration(S)` = S\n"));
}

TEST(Species, a_name_means_an_amount_if_the_file_says_so) {
  const std::string text = translated(decaying(species("S", R"(initialAmount="5")", only_amounts)));
  EXPECT_THAT(text, HasSubstr("state S = 5\nrate S = -J\n"));
  EXPECT_THAT(text, HasSubstr("derived `amount(S)` = S\nderived `concentration(S)` = S/V\n"));
}

TEST(Species, first_values_follow_the_size_that_is_swept) {
  EXPECT_THAT(translated(decaying(species("S", R"(initialAmount="5")"))),
              HasSubstr("state S = 5/V\n"));
  EXPECT_THAT(translated(decaying(species("S", R"(initialConcentration="5")", only_amounts))),
              HasSubstr("state S = 5*V\n"));
}

TEST(Species, in_a_point_there_are_only_amounts) {
  const std::string point =
      list("Compartments", R"(<compartment id="V" spatialDimensions="0" constant="true"/>)");
  const std::string text = translated(decaying(species("S", R"(initialAmount="5")"), point));
  EXPECT_THAT(text, HasSubstr("state S = 5\nrate S = -J\n"));
  EXPECT_THAT(text, Not(HasSubstr("concentration(S)")));
}

TEST(Species, one_that_is_held_is_a_parameter) {
  EXPECT_THAT(translated(decaying(species("S", R"(initialConcentration="5")", held))),
              HasSubstr("\nparameter S = 5\n"));
}

TEST(Species, begin_with_nothing_if_the_file_does_not_say_with_what) {
  EXPECT_THAT(translated(decaying(species("S", ""))),
              HasSubstr("state S = 0 \"(the file gives no first value)\"\n"));
}

TEST(Species, none_is_nonnegative) {
  EXPECT_FALSE(model_of(decaying(species("S", R"(initialAmount="5")"))).states[0].nonnegative);
}

TEST(Species, are_thinned_as_their_compartment_grows) {
  const Sbml growing{compartment(R"(size="2" constant="false")") +
                     list("Species", species("S", R"(initialAmount="5")")) +
                     list("Parameters", parameter("k", R"(value="3" constant="true")")) +
                     list("Rules", R"(<rateRule variable="V">)" + math(cn(4)) + "</rateRule>") +
                     decay};
  const std::string text = translated(growing);
  EXPECT_THAT(text, HasSubstr("state V = 2\nrate V = 4\n"));
  EXPECT_THAT(text, HasSubstr("state S = 5/V_0\nrate S = (-J - S*4)/V\n"));
}

TEST(Species, are_kept_as_amounts_if_a_rule_gives_the_size) {
  const Sbml changing{compartment(R"(constant="false")") +
                      list("Species", species("S", R"(initialConcentration="5")")) +
                      list("Parameters", parameter("k", R"(value="3" constant="true")")) +
                      list("Rules", R"(<assignmentRule variable="V">)" +
                                        math(op("plus", time_symbol(), ci("k"))) +
                                        "</assignmentRule>") +
                      decay};
  const std::string text = translated(changing);
  EXPECT_THAT(text, HasSubstr("derived V = t + k\n"));
  EXPECT_THAT(text, HasSubstr("derived S = `amount(S)`/V\nstate `amount(S)` = 5*`V(0)`\n"
                              "rate `amount(S)` = -J\n"));
  EXPECT_THAT(text, HasSubstr("parameter `V(0)` = k "));  // at time 0
  EXPECT_EQ(model_of(changing).find_parameter("amount(S)_0")->default_value, 15);
}

TEST(Compartments, without_a_size_have_the_size_1) {
  EXPECT_THAT(
      translated(decaying(species("S", R"(initialAmount="5")"), compartment(R"(constant="true")"))),
      HasSubstr("parameter V = 1 \"(the file gives no first value)\"\n"));
}

TEST(Parameters, are_states_if_rates_or_events_change_them) {
  const std::string text = translated(
      {list("Parameters", parameter("a", R"(value="1" constant="true")") +
                              parameter("b", R"(value="2" constant="false")") +
                              parameter("c", R"(value="3" constant="false")") +
                              parameter("d", R"(constant="false")")) +
       list("Rules", R"(<rateRule variable="b">)" + math(ci("d")) + R"(</rateRule>)" +
                         R"(<assignmentRule variable="d">)" + math(ci("c")) + "</assignmentRule>") +
       list(
           "Events",
           R"(<event id="E" useValuesFromTriggerTime="true"><trigger initialValue="true" persistent="true">)" +
               math(op("gt", time_symbol(), cn(1))) + "</trigger>" +
               list("EventAssignments",
                    R"(<eventAssignment variable="c">)" + math(cn(9)) + "</eventAssignment>") +
               "</event>")});
  EXPECT_THAT(text, HasSubstr("parameter a = 1\nstate b = 2\nrate b = d\nstate c = 3\nrate c = 0\n"
                              "derived d = c\n"));
}

TEST(Parameters, that_never_get_a_value_may_not_be_used) {
  const Sbml unused{list("Parameters", parameter("k", R"(constant="true")"))};
  EXPECT_THAT(translated(unused), HasSubstr("# parameter 'k' has no value\n"));
  const Sbml used{
      list("Parameters",
           parameter("k", R"(constant="true")") + parameter("a", R"(constant="false")")) +
      list("Rules", R"(<assignmentRule variable="a">)" + math(ci("k")) + "</assignmentRule>")};
  EXPECT_THROW(translated(used), base::ConfigError);
}

TEST(Parameters, may_be_endless) {
  const std::string text =
      translated({list("Parameters", parameter("a", R"(value="INF" constant="true")") +
                                         parameter("b", R"(value="NaN" constant="true")"))});
  EXPECT_THAT(text, HasSubstr("derived a = 1/0\nderived b = 0/0\n"));
}

TEST(InitialAssignments, stay_formulas_of_parameters) {
  const Sbml sbml{
      compartment() + list("Species", species("S", "") + species("X", R"(initialAmount="1")")) +
      list("Parameters",
           parameter("k", R"(value="3" constant="true")") + parameter("p", R"(constant="true")")) +
      list("InitialAssignments",
           R"(<initialAssignment symbol="S">)" + math(op("times", ci("p"), ci("X"), ci("J"))) +
               R"(</initialAssignment><initialAssignment symbol="p">)" +
               math(op("plus", ci("k"), time_symbol(), cn(1))) + "</initialAssignment>") +
      list("Reactions", reaction("J", "S", "X", math(ci("k"))))};
  const std::string text = translated(sbml);
  EXPECT_THAT(text, HasSubstr("state S = p*X_0*`J(0)`\n"));
  EXPECT_THAT(text, HasSubstr("parameter p = k + 1\n"));
  EXPECT_THAT(text, HasSubstr("parameter `J(0)` = k "));
  const model::Model model = model_of(sbml);
  EXPECT_EQ(model.find_parameter("S_0")->default_value, 4 * 0.5 * 3);
  EXPECT_TRUE(model.find_parameter("S_0")->formula);
}

TEST(Rules, come_in_any_order) {
  const model::Model model = model_of(
      {list("Parameters",
            parameter("a", R"(constant="false")") + parameter("b", R"(constant="false")")) +
       list("Rules", R"(<assignmentRule variable="a">)" + math(op("plus", ci("b"), cn(1))) +
                         R"(</assignmentRule><assignmentRule variable="b">)" + math(cn(2)) +
                         "</assignmentRule>")});
  EXPECT_EQ(evaluate(model.graph, model.derived.at(0).node, {}), 3);
}

TEST(Names, are_kept_where_they_mean_something_else) {
  const Sbml sbml{list("Parameters", parameter("pi", R"(value="3" constant="true")") +
                                         parameter("exp", R"(value="4" constant="true")") +
                                         parameter("t", R"(value="5" constant="true")") +
                                         parameter("S_0", R"(value="6" constant="true")") +
                                         parameter("S", R"(value="7" constant="false")") +
                                         parameter("late", R"(constant="false")")) +
                  list("Rules", R"(<rateRule variable="S">)" + math(time_symbol()) +
                                    R"(</rateRule><assignmentRule variable="late">)" +
                                    math(op("times", ci("pi"), ci("exp"), ci("t"), ci("S_0"))) +
                                    "</assignmentRule>")};
  const std::string text = translated(sbml);
  EXPECT_THAT(text, HasSubstr("\ntime t_1 to"));
  EXPECT_THAT(text, HasSubstr("rate S = t_1\n"));
  EXPECT_THAT(text, HasSubstr("derived `late` = `pi`*`exp`*t*S_0\n"));
  const model::Model model = model_of(sbml);
  EXPECT_EQ(model.find_state("S")->initial_name, "S(0)");
  EXPECT_EQ(evaluate(model.graph, model.derived.at(0).node,
                     {{"pi", 3}, {"exp", 4}, {"t", 5}, {"S_0", 6}}),
            360);
}

TEST(Models, without_a_state_get_one) {
  const model::Model model =
      model_of({list("Parameters", parameter("k", R"(value="3" constant="true")"))});
  ASSERT_EQ(model.states.size(), 1U);
  EXPECT_EQ(model.states[0].rate_text, "0");
}

TEST(Models, may_be_made_of_parts_in_other_files) {
  const support::ScratchFolder folder;
  std::ofstream(folder / "part.xml")
      << Sbml{list("Parameters", parameter("k", R"(value="3" constant="true")")), 3, 1}.text();
  std::ofstream(folder / "whole.xml")
      << R"(<?xml version="1.0"?><sbml xmlns="http://www.sbml.org/sbml/level3/version1/core" )"
         R"(xmlns:comp="http://www.sbml.org/sbml/level3/version1/comp/version1" comp:required="true" )"
         R"(level="3" version="1"><model id="whole"><comp:listOfSubmodels>)"
         R"(<comp:submodel comp:id="left" comp:modelRef="x"/>)"
         R"(<comp:submodel comp:id="right" comp:modelRef="x"/></comp:listOfSubmodels></model>)"
         R"(<comp:listOfExternalModelDefinitions><comp:externalModelDefinition comp:id="x" )"
         R"(comp:source="part.xml"/></comp:listOfExternalModelDefinitions></sbml>)";
  EXPECT_THAT(to_model_text(folder / "whole.xml"),
              HasSubstr("parameter left__k = 3\nparameter right__k = 3\n"));
}

TEST(Models, have_titles_descriptions_and_the_units_of_the_file) {
  const std::string text = translated_file(
      R"(<?xml version="1.0"?><sbml xmlns="http://www.sbml.org/sbml/level2/version4" level="2" version="4">)"
      R"(<model id="m" name="A &quot;small&quot; model"><listOfUnitDefinitions>)"
      R"(<unitDefinition id="substance"><listOfUnits><unit kind="mole" scale="-9"/></listOfUnits></unitDefinition>)"
      R"(<unitDefinition id="time"><listOfUnits><unit kind="second" multiplier="60"/></listOfUnits></unitDefinition>)"
      R"(<unitDefinition id="per_minute"><listOfUnits><unit kind="second" multiplier="60" exponent="-1"/></listOfUnits></unitDefinition>)"
      R"(</listOfUnitDefinitions><listOfCompartments><compartment id="V" size="1"/></listOfCompartments>)"
      R"(<listOfSpecies><species id="S" name="the thing" compartment="V" initialConcentration="1"/></listOfSpecies>)"
      R"(<listOfParameters><parameter id="k" value="1" units="per_minute"/></listOfParameters></model></sbml>)");
  EXPECT_THAT(text, HasSubstr("title \"A 'small' model\"\ntime t [min] to"));
  EXPECT_THAT(text, HasSubstr("parameter V = 1 [l]\n"));
  EXPECT_THAT(text, HasSubstr("parameter S = 1 [nmol/l] \"the thing\"\n"));
  EXPECT_THAT(text, HasSubstr("parameter k = 1 [1/min]\n"));
  EXPECT_THAT(text, HasSubstr("derived `amount(S)` = S*V [nmol]\n"));
}

}  // namespace
}  // namespace heatreel::sbml
