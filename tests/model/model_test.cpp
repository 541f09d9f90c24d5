// SPDX-License-Identifier: GPL-3.0-or-later
#include "heatreel/model/model.hpp"

#include <cmath>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "heatreel/expr/parser.hpp"

namespace heatreel::model {
namespace {

using testing::ElementsAre;

using Values = std::map<std::string, double, std::less<>>;

/// Defaults of all parameters, initial values included, and each state at its initial value.
Values defaults(const Model& model) {
  Values values;
  for (const Parameter& parameter : model.parameters) {
    values[parameter.name] = parameter.default_value;
  }
  for (const State& state : model.states) {
    values[state.name] = values.at(state.initial_name);
  }
  values[model.time_name] = 0.0;
  return values;
}

double rate(const Model& model, std::string_view state, const Values& values) {
  return evaluate(model.graph, model.find_state(state)->rate, values);
}

constexpr std::string_view small_model = R"(
model growth-1
title "Growth # to a limit"    # a comment
reference "Verhulst 1838"
time t [h] to 2*10 step 0.5

state n = 1 [cells/mL] nonnegative "population"
state m = -2
parameter K = 1e3 [cells/mL] "capacity"
parameter g = 1/4
constant two = 2 [1] "a number"
derived rest = 1 - n/K    # room that is left
derived speed = g*rest*drive [1/h] "speed of growth"
derived drive = 1 + sin(two*pi*t)
rate n = speed
         *n     # goes on

     - m
rate m = n_0 - m
)";

TEST(ParseModel, ReadsEveryStatement) {
  const Model model = parse_model(small_model, "small");
  EXPECT_EQ(model.name, "growth-1");
  EXPECT_EQ(model.title, "Growth # to a limit");
  EXPECT_EQ(model.reference, "Verhulst 1838");
  EXPECT_EQ(model.time_name, "t");
  EXPECT_EQ(model.time_unit, "h");
  EXPECT_EQ(model.default_t_end, 20);
  EXPECT_EQ(model.default_dt, 0.5);
  EXPECT_EQ(model.text, small_model);
  EXPECT_THAT(model.state_names(), ElementsAre("n", "m"));
  EXPECT_THAT(model.parameter_names(), ElementsAre("K", "g", "n_0", "m_0"));

  const State& n = model.states[0];
  EXPECT_EQ(n.unit, "cells/mL");
  EXPECT_EQ(n.description, "population");
  EXPECT_EQ(n.initial_name, "n_0");
  EXPECT_TRUE(n.nonnegative);
  EXPECT_EQ(n.rate_text, "speed *n - m");
  EXPECT_FALSE(model.states[1].nonnegative);

  const Parameter& capacity = *model.find_parameter("K");
  EXPECT_EQ(capacity.default_value, 1000);
  EXPECT_EQ(capacity.unit, "cells/mL");
  EXPECT_EQ(capacity.description, "capacity");
  EXPECT_EQ(model.find_parameter("g")->default_value, 0.25);
  EXPECT_EQ(model.find_parameter("m_0")->default_value, -2);
  EXPECT_EQ(model.find_parameter("n_0")->unit, "cells/mL");
  EXPECT_EQ(model.find_parameter("n_0")->description, "initial value of n");
  EXPECT_EQ(model.find_parameter("two"), nullptr);

  EXPECT_EQ(model.derived[1].name, "speed");
  EXPECT_EQ(model.derived[1].text, "g*rest*drive");
  EXPECT_EQ(model.derived[1].unit, "1/h");
}

TEST(ParseModel, BuildsRatesOfParametersStatesAndTime) {
  const Model model = parse_model(small_model, "small");
  const Values values = {{"n", 100}, {"m", 7}, {"K", 1000}, {"g", 0.25}, {"n_0", 5}, {"t", 0.1}};
  const double drive = 1 + std::sin(2 * std::acos(-1.0) * 0.1);
  EXPECT_EQ(rate(model, "n", values), 0.25 * (1 - 100 / 1000.0) * drive * 100 - 7);
  EXPECT_EQ(rate(model, "m", values), -2);
  EXPECT_EQ(evaluate(model.graph, model.derived[0].node, values), 0.9);
  // Names of derived values and constants do not reach the graph.
  for (const std::string& name :
       expr::inputs_of(model.graph, std::vector{model.states[0].rate, model.states[1].rate})) {
    EXPECT_TRUE(values.count(name) == 1) << name;
  }
}

TEST(ParseModel, ToleratesWindowsLineEndsAndAByteOrderMark) {
  std::string text = "\xEF\xBB\xBF";
  for (const char c : small_model) {
    text += c == '\n' ? "\r\n" : std::string(1, c);
  }
  const Model model = parse_model(text, "small");
  EXPECT_EQ(model.title, "Growth # to a limit");
  EXPECT_EQ(model.states[0].rate_text, "speed *n - m");
  EXPECT_EQ(model.text, text);
}

TEST(ParseModel, TakesAttributesInAnyOrderAndTightSpacing) {
  const Model model = parse_model(
      "model m\ntime t to 1 step 1\nstate x=2nonnegative\"text\"[m]\n"
      "state y = 1\n  \"below\"\n  nonnegative\nparameter p=-3[kg]\nrate x=p\nrate y=0",
      "tight");
  EXPECT_EQ(model.states[0].unit, "m");
  EXPECT_EQ(model.states[0].description, "text");
  EXPECT_TRUE(model.states[0].nonnegative);
  EXPECT_TRUE(model.states[1].nonnegative);
  EXPECT_EQ(model.states[1].description, "below");
  EXPECT_EQ(model.find_parameter("p")->default_value, -3);
}

TEST(ParseModel, TakesAnyNameBetweenBackticks) {
  const Model model = parse_model(
      "model m\ntime `time` to 1 step 1\nstate `exp` = `my rate [1/h]`\n"
      "parameter `my rate [1/h]` = 3 [1/h] # a \"comment\n"
      "derived `amount(exp)` = exp(-`time`)*`exp`\n"
      "rate `exp` = -`my rate [1/h]`*`amount(exp)`",
      "m");
  EXPECT_EQ(model.states[0].name, "exp");
  EXPECT_EQ(model.states[0].initial_name, "exp_0");
  EXPECT_EQ(model.parameters[0].name, "my rate [1/h]");
  EXPECT_EQ(model.parameters[0].unit, "1/h");
  EXPECT_EQ(model.parameters[1].default_value, 3);
  EXPECT_EQ(rate(model, "exp", {{"exp", 2}, {"my rate [1/h]", 5}, {"time", 0}}), -10);
}

TEST(ParseModel, LeavesTheNameOfAnInitialValueToWhoDeclaresIt) {
  const Model model = parse_model(
      "model m\ntime t to 1 step 1\nstate x = x_0/2\nparameter x_0 = 8\nstate y = x(0) + 1\n"
      "rate x = x_0 - x(0)\nrate y = y(0)",
      "m");
  EXPECT_EQ(model.states[0].initial_name, "x(0)");
  EXPECT_EQ(model.states[1].initial_name, "y_0");
  EXPECT_EQ(model.find_parameter("x(0)")->default_value, 4);
  EXPECT_EQ(model.find_parameter("y_0")->default_value, 5);
  EXPECT_EQ(rate(model, "x", {{"x_0", 8}, {"x(0)", 4}}), 4);
  EXPECT_EQ(rate(model, "y", {{"y_0", 5}}), 5);
}

TEST(ParseModel, LetsModelsUseTheNamesEAndGamma) {
  const Model model = parse_model(
      "model m\ntime t to 1 step 1\nstate x = 1\nparameter gamma = 2\nparameter e = 3\n"
      "rate x = gamma*(x + e) + gamma(4)",
      "m");
  EXPECT_EQ(rate(model, "x", {{"x", 1}, {"gamma", 2}, {"e", 3}}), 14);
}

TEST(ParseModel, SharesWhatRatesHaveInCommon) {
  const Model model = parse_model(
      "model m\ntime t to 1 step 1\nstate x = 1\nstate y = 1\nparameter a = 1\n"
      "derived flow = exp(-a)*x\nrate x = -flow\nrate y = exp(-a)*x",
      "m");
  // a, -a, exp(-a), x, flow, -flow; x_0, y_0
  EXPECT_EQ(model.graph.size(), 8U);
  EXPECT_EQ(model.states[1].rate, model.derived[0].node);
}

TEST(ParseModel, FollowsLongChainsOfDerivedValues) {
  // Each needs the next one, which stands below it: recursion would overflow the stack.
  std::string text = "model m\ntime t to 1 step 1\nstate x = 1\nrate x = d0\n";
  constexpr int links = 9'000;
  for (int i = 0; i < links; ++i) {
    text += "derived d" + std::to_string(i) + " = d" + std::to_string(i + 1) + " + x\n";
  }
  text += "derived d" + std::to_string(links) + " = x\n";
  const Model model = parse_model(text, "long");
  EXPECT_EQ(rate(model, "x", {{"x", 2}}), 2.0 * (links + 1));
}

TEST(Model, IsAMapWhereItSaysWhatComesNext) {
  const Model map = parse_model(
      "model m\nnext x = x + n*y\nnext y = -x\ntime n to 200\nstate x = 1\nstate y = 2\n", "m");
  EXPECT_TRUE(map.discrete);
  EXPECT_EQ(map.default_t_end, 200);
  EXPECT_EQ(map.default_dt, 1);
  EXPECT_EQ(map.states[1].rate_text, "-x");
  EXPECT_EQ(rate(map, "x", {{"x", 1}, {"y", 2}, {"n", 3}}), 7);
  EXPECT_FALSE(parse_model("model f\ntime t to 1 step 1\nstate x = 1\nrate x = x\n", "f").discrete);
}

TEST(ShippedModels, AreAllThere) {
  EXPECT_THAT(
      shipped_model_names(),
      ElementsAre("bouncing-ball", "brusselator", "cell-cycle", "chua", "circadian", "dosing",
                  "duffing", "fitzhugh-nagumo", "goodwin", "gray-scott", "gray-scott-1d",
                  "harmonic-oscillator", "henon", "hodgkin-huxley", "integrate-and-fire",
                  "kuramoto", "logistic", "lorenz", "lotka-volterra", "morris-lecar",
                  "predator-prey", "repressilator", "robertson", "rosenzweig-macarthur", "rossler",
                  "seir", "selkov", "standard-map", "thermostat", "toggle-switch", "van-der-pol"));
  EXPECT_FALSE(shipped_model_text("none").has_value());
}

TEST(ShippedModels, AreCompleteUnderTheirOwnNames) {
  for (const std::string& name : shipped_model_names()) {
    const Model model = parse_model(*shipped_model_text(name), name);
    EXPECT_EQ(model.name, name);
    EXPECT_FALSE(model.title.empty()) << name;
    EXPECT_FALSE(model.reference.empty()) << name;
    const Values values = defaults(model);
    for (const State& state : model.states) {
      EXPECT_FALSE(state.description.empty()) << name << ' ' << state.name;
      EXPECT_TRUE(std::isfinite(evaluate(model.graph, state.rate, values))) << name;
    }
  }
}

Model shipped(std::string_view name) {
  return parse_model(*shipped_model_text(name), std::string(name));
}

TEST(PredatorPrey, HasThePublishedDefaults) {
  const Model model = shipped("predator-prey");
  const std::vector<std::pair<std::string, double>> published = {
      {"pol", 3.7},   {"rec", 32.5},  {"G", 150},    {"k1", 0.0020}, {"k2", 0.0031},
      {"kN", 0.0210}, {"kP", 0.0047}, {"b", 4.8e-5}, {"KmP", 34},    {"assoc_ddg", 0},
      {"assoc_r", 1}, {"poly_r", 1},  {"nick_r", 1}, {"N_0", 10},    {"P_0", 10}};
  ASSERT_EQ(model.parameters.size(), published.size());
  for (std::size_t i = 0; i < published.size(); ++i) {
    EXPECT_EQ(model.parameters[i].name, published[i].first);
    EXPECT_EQ(model.parameters[i].default_value, published[i].second) << published[i].first;
    EXPECT_FALSE(model.parameters[i].unit.empty()) << published[i].first;
  }
  EXPECT_EQ(model.default_t_end, 2600);
  EXPECT_EQ(model.default_dt, 1);
  EXPECT_EQ(model.time_unit, "min");
  EXPECT_TRUE(model.states[0].nonnegative && model.states[1].nonnegative);
}

TEST(PredatorPrey, RatesAreTheEquationsOfThePaper) {
  const Model model = shipped("predator-prey");
  Values v = defaults(model);
  v["N"] = 23.5;
  v["P"] = 81.25;
  v["G"] = 210;
  v["rec"] = 17;
  v["assoc_ddg"] = 0.4;
  v["assoc_r"] = 1.3;
  v["poly_r"] = 0.8;
  v["nick_r"] = 2.5;
  const double r = std::exp(-0.4 / (0.00198720425864083 * 310.15));
  const double k1 = 0.0020 * r * 1.3 * 0.8 / 2.5;
  const double b = 4.8e-5 * r * 1.3 / 2.5;
  const double N = 23.5;   // NOLINT(readability-identifier-naming): the paper's letters
  const double P = 81.25;  // NOLINT(readability-identifier-naming)
  const double growth = k1 * 3.7 * 210 * N / (1 + b * 210 * N);
  const double eaten = 0.0031 * 3.7 * N * P;
  const double saturation = 1 + P / 34;
  EXPECT_NEAR(rate(model, "N", v), growth - eaten - 17 * 0.0210 * N / saturation, 1e-12);
  EXPECT_NEAR(rate(model, "P", v), eaten - 17 * 0.0047 * P / saturation, 1e-12);
}

TEST(ShippedModels, RatesVanishAtKnownFixedPoints) {
  const auto rates_vanish = [](std::string_view name, const Values& changed) {
    const Model model = shipped(name);
    Values values = defaults(model);
    for (const auto& [key, value] : changed) {
      values[key] = value;
    }
    for (const State& state : model.states) {
      EXPECT_NEAR(evaluate(model.graph, state.rate, values), 0, 1e-12) << name << state.name;
    }
  };
  const double c = std::sqrt(8.0 / 3.0 * 27);  // √(β(ρ-1))
  rates_vanish("lorenz", {{"x", c}, {"y", c}, {"z", 27}});
  rates_vanish("brusselator", {{"X", 1}, {"Y", 3}});                  // A, B/A
  rates_vanish("lotka-volterra", {{"prey", 4}, {"predator", 2.75}});  // γ/δ, α/β
  rates_vanish("van-der-pol", {{"x", 0}, {"v", 0}});
  rates_vanish("robertson", {{"A", 0}, {"B", 0}, {"C", 1}});
  // w = (v + a)/b; v = 1 for the stimulus I = w - 2/3.
  rates_vanish("fitzhugh-nagumo", {{"v", 1}, {"w", 2.125}, {"I", 2.125 - 2.0 / 3.0}});
  rates_vanish("harmonic-oscillator", {{"x", 0}, {"v", 0}});
}

/// What the event of a shipped model does: its trigger, and then the values that it assigns.
std::vector<double> event_of(std::string_view name, std::size_t number, const Values& changed) {
  const Model model = shipped(name);
  Values values = defaults(model);
  for (const auto& [key, value] : changed) {
    values[key] = value;
  }
  const Event& event = model.events.at(number);
  std::vector<double> found{evaluate(model.graph, event.trigger, values)};
  for (const Assignment& assignment : event.assignments) {
    found.push_back(evaluate(model.graph, assignment.value, values));
  }
  return found;
}

TEST(ShippedModels, EventsHappenWhereTheyShould) {
  EXPECT_THAT(event_of("bouncing-ball", 0, {{"h", -1e-9}, {"v", -2}}), ElementsAre(1, 0, 1.6));
  EXPECT_THAT(event_of("bouncing-ball", 0, {{"h", 0}, {"v", 2}})[0], 0);
  EXPECT_THAT(event_of("integrate-and-fire", 0, {{"V", -50}, {"spikes", 3}}),
              ElementsAre(1, -65, 4));
  EXPECT_THAT(event_of("integrate-and-fire", 0, {{"V", -50.1}})[0], 0);
  EXPECT_THAT(event_of("dosing", 0, {{"t", 24}, {"gut", 5}}), ElementsAre(1, 85));
  EXPECT_THAT(event_of("dosing", 0, {{"t", 23}})[0], 0);
  EXPECT_THAT(event_of("thermostat", 0, {{"T", 19}}), ElementsAre(1, 1));
  EXPECT_THAT(event_of("thermostat", 1, {{"T", 21}}), ElementsAre(1, 0));
  EXPECT_THAT(event_of("thermostat", 1, {{"T", 20}})[0], 0);
}

TEST(ShippedModels, RatesFollowTheirEquations) {
  const auto rates = [](std::string_view name, const Values& changed) {
    const Model model = shipped(name);
    Values values = defaults(model);
    for (const auto& [key, value] : changed) {
      values[key] = value;
    }
    std::vector<double> found;
    for (const State& state : model.states) {
      found.push_back(evaluate(model.graph, state.rate, values));
    }
    return found;
  };
  using testing::DoubleEq;
  using testing::DoubleNear;
  EXPECT_THAT(rates("lorenz", {{"x", 2}, {"y", 5}, {"z", 3}}),
              ElementsAre(DoubleEq(30), DoubleEq(45), DoubleEq(2)));
  EXPECT_THAT(rates("brusselator", {{"X", 2}, {"Y", 5}}), ElementsAre(DoubleEq(13), DoubleEq(-14)));
  EXPECT_THAT(rates("van-der-pol", {{"x", 3}, {"v", 2}, {"mu", 0.5}}),
              ElementsAre(DoubleEq(2), DoubleEq(-11)));
  EXPECT_THAT(rates("harmonic-oscillator", {{"x", 2}, {"v", 3}, {"omega", 3}, {"gamma", 0.5}}),
              ElementsAre(DoubleEq(3), DoubleEq(-21)));
  EXPECT_THAT(rates("robertson", {{"A", 1}, {"B", 1e-4}, {"C", 0.5}}),
              ElementsAre(DoubleEq(0.46), DoubleEq(-0.76), DoubleEq(0.3)));
  EXPECT_THAT(rates("logistic", {{"x", 0.25}, {"r", 4}, {"c", 0.125}}),
              ElementsAre(DoubleEq(0.875)));
  EXPECT_THAT(rates("henon", {{"x", 2}, {"y", 5}}),
              ElementsAre(DoubleNear(0.4, 1e-15), DoubleEq(0.6)));
  EXPECT_THAT(rates("standard-map", {{"theta", 0.5}, {"p", 3}, {"K", 2}}),
              ElementsAre(DoubleEq(3.5 + 2 * std::sin(0.5)), DoubleEq(3 + 2 * std::sin(0.5))));
  EXPECT_THAT(rates("lotka-volterra", {{"prey", 2}, {"predator", 3}}),
              ElementsAre(DoubleNear(-0.2, 1e-15), DoubleNear(-0.6, 1e-15)));
}

}  // namespace
}  // namespace heatreel::model
