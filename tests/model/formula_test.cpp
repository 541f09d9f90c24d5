// SPDX-License-Identifier: GPL-3.0-or-later
#include <cmath>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "heatreel/base/error.hpp"
#include "heatreel/model/formulas.hpp"

namespace heatreel::model {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

using Values = std::map<std::string, double, std::less<>>;

/// k2 and the amount X depend on what stands below them.
constexpr std::string_view text = R"(
model m
time t to 10 step 1
state X = k*V nonnegative [mol] "amount"
state Y = X_0/2
parameter k2 = 0.5*k1 [1/h] "half of k1"
parameter k1 = 2*unit
parameter k = 3
constant V = 2*litre
constant litre = 0.5
parameter unit = 1
derived flow = k2*X
rate X = -flow
rate Y = flow - k1*Y
event wash at k2 set X = X_0
)";

Model parsed() { return parse_model(text, "m.model"); }

double default_of(const Model& model, std::string_view name) {
  return model.find_parameter(name)->default_value;
}

double rate_of(const Model& model, std::string_view state, const Values& values) {
  return evaluate(model.graph, model.find_state(state)->rate, values);
}

double initial_of(const Model& model, std::string_view state, const Values& values) {
  return evaluate(model.graph, model.find_state(state)->initial, values);
}

TEST(Formulas, may_stand_in_any_order) {
  const Model model = parsed();
  EXPECT_EQ(default_of(model, "k1"), 2);
  EXPECT_EQ(default_of(model, "k2"), 1);
  EXPECT_EQ(default_of(model, "X_0"), 3);
  EXPECT_EQ(default_of(model, "Y_0"), 1.5);
  EXPECT_EQ(model.find_parameter("k2")->formula_text, "0.5*k1");
  EXPECT_EQ(model.constants[0].default_value, 1);
  EXPECT_TRUE(model.find_parameter("X_0")->formula);
  EXPECT_FALSE(model.find_parameter("k")->formula);
}

TEST(Formulas, of_numbers_alone_are_numbers) {
  const Model model = parse_model(
      "model m\ntime t to 1 step 1\nstate x = 2*c\nconstant c = 2*pi\nparameter p = 8/3\nrate x = "
      "p",
      "m");
  EXPECT_FALSE(model.find_parameter("x_0")->formula);
  EXPECT_FALSE(model.find_parameter("p")->formula);
  EXPECT_EQ(default_of(model, "x_0"), 4 * std::acos(-1.0));
}

TEST(Formulas, that_nothing_swept_enters_give_numbers) {
  const Model model = with_formulas(parsed(), {{"k1", 10}}, std::vector<std::string>{"k"});
  EXPECT_EQ(default_of(model, "k2"), 5);
  EXPECT_EQ(rate_of(model, "X", {{"X", 3}, {"k2", 5}}), -15);
  for (const Parameter& parameter : model.parameters) {
    EXPECT_FALSE(parameter.formula) << parameter.name;
  }
}

TEST(Formulas, that_something_swept_enters_stand_wherever_the_parameter_stood) {
  const Model model = with_formulas(parsed(), {}, std::vector<std::string>{"k1", "k"});
  EXPECT_THAT(model.parameter_names(), ElementsAre("k1", "k", "unit"));
  EXPECT_EQ(rate_of(model, "X", {{"X", 3}, {"k1", 8}}), -12);
  EXPECT_EQ(rate_of(model, "Y", {{"X", 3}, {"Y", 1}, {"k1", 8}}), 4);
  EXPECT_EQ(initial_of(model, "X", {{"k", 7}}), 7);
  EXPECT_EQ(initial_of(model, "Y", {{"k", 7}}), 3.5);
  const Event& wash = model.events[0];
  EXPECT_EQ(evaluate(model.graph, wash.trigger, {{"t", 4}, {"k1", 8}}), 1);
  EXPECT_EQ(evaluate(model.graph, wash.trigger, {{"t", 3.9}, {"k1", 8}}), 0);
  EXPECT_EQ(evaluate(model.graph, wash.assignments[0].value, {{"k", 7}}), 7);
}

TEST(Formulas, that_something_swept_enters_become_derived_values) {
  const Model model = with_formulas(parsed(), {}, std::vector<std::string>{"k1"});
  ASSERT_EQ(model.derived.size(), 2U);
  EXPECT_EQ(model.derived[1].name, "k2");
  EXPECT_EQ(model.derived[1].unit, "1/h");
  EXPECT_EQ(model.derived[1].description, "half of k1");
  EXPECT_EQ(model.derived[1].text, "0.5*k1");
  EXPECT_EQ(evaluate(model.graph, model.derived[1].node, {{"k1", 8}}), 4);
}

TEST(Formulas, give_way_to_what_is_set_or_swept) {
  const Model set = with_formulas(parsed(), {{"k2", 9}}, std::vector<std::string>{"k1"});
  EXPECT_NE(set.find_parameter("k2"), nullptr);
  EXPECT_EQ(rate_of(set, "X", {{"X", 3}, {"k2", 9}}), -27);
  const Model swept = with_formulas(parsed(), {}, std::vector<std::string>{"X_0", "k"});
  EXPECT_EQ(initial_of(swept, "X", {{"X_0", 5}}), 5);
  EXPECT_EQ(initial_of(swept, "Y", {{"X_0", 5}}), 2.5);
}

TEST(Formulas, leave_a_model_without_any_as_it_is) {
  const Model plain =
      parse_model("model m\ntime t to 1 step 1\nstate x = 1\nparameter p = 2\nrate x = p*x", "m");
  const Model same = with_formulas(plain, {{"p", 3}}, std::vector<std::string>{"x_0"});
  EXPECT_EQ(same.graph.size(), plain.graph.size());
  EXPECT_EQ(same.states[0].rate, plain.states[0].rate);
  EXPECT_EQ(default_of(same, "p"), 2);
}

/// The model after a sweep has given parameters other formulas.
Model changed(const std::vector<Formula>& formulas, const std::vector<std::string>& numbers = {}) {
  return with_other_formulas(parsed(), formulas, numbers);
}

TEST(OtherFormulas, replace_those_of_the_file) {
  const Model model = changed({{"k2", "X(0) + V", {}}, {"k", "2*k1", {}}});
  EXPECT_EQ(default_of(model, "k"), 4);
  EXPECT_EQ(default_of(model, "X_0"), 4);
  EXPECT_EQ(default_of(model, "k2"), 5);
  EXPECT_EQ(model.find_parameter("k2")->formula_text, "X(0) + V");
}

TEST(OtherFormulas, may_turn_a_dependence_around) {
  const Model model = changed({{"unit", "k1/3", {}}}, {"k1"});
  EXPECT_FALSE(model.find_parameter("k1")->formula);
  EXPECT_EQ(evaluate(model.graph, model.find_parameter("unit")->formula.value(), {{"k1", 6}}), 2);
}

std::string error_of(const std::vector<Formula>& formulas) {
  try {
    changed(formulas);
  } catch (const base::ConfigError& error) {
    return error.what();
  }
  return "no error";
}

TEST(OtherFormulas, are_refused_where_they_make_no_sense) {
  const expr::SourceLocation where{"--set", 0, 5};
  EXPECT_THAT(error_of({{"k", "2*kk", where}}), HasSubstr("--set, column 7: unknown name 'kk'"));
  EXPECT_THAT(error_of({{"k", "2*X", where}}),
              HasSubstr("--set, column 5: the value of 'k' depends on 'X' (which changes in time) "
                        "Write X_0 for the initial value of 'X'."));
  EXPECT_THAT(error_of({{"k", "flow", where}}), HasSubstr("the value of 'k' depends on 'X'"));
  EXPECT_THAT(error_of({{"k", "t", where}}),
              HasSubstr("depends on 't' (which changes in time) A value that changes in time is"));
  EXPECT_THAT(error_of({{"k1", "k2", where}}),
              HasSubstr("the value of 'k1' depends on itself (k2 needs k1 needs k2)"));
  EXPECT_THAT(error_of({{"k", "log(-k1)", where}}), HasSubstr("the value of 'k' is not finite"));
}

}  // namespace
}  // namespace heatreel::model
