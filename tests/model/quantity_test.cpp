// SPDX-License-Identifier: GPL-3.0-or-later
#include "heatreel/model/quantity.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "heatreel/base/error.hpp"

namespace heatreel::model {
namespace {

Model lake() {
  return parse_model(
      "model lake\ntime t [d] to 1 step 0.1\nstate N = 1 [nM] \"prey\"\nstate P = 2 [nM]\n"
      "state T = 20 [K]\nparameter G = 3 [nM] \"grass\"\nderived both = N + P [nM] \"all life\"\n"
      "rate N = G\nrate P = both\nrate T = 0\n",
      "lake.model");
}

double evaluated(const std::string& text) {
  const Model model = lake();
  expr::Graph graph = model.graph;
  const Quantity quantity = parse_quantity(model, text, graph);
  return expr::evaluate(graph, quantity.node,
                        {{"N", 1.0}, {"P", 2.0}, {"T", 20.0}, {"G", 3.0}, {"t", 0.5}});
}

TEST(Quantity, reads_states_parameters_derived_values_and_time) {
  EXPECT_EQ(evaluated("N"), 1.0);
  EXPECT_EQ(evaluated("G*both - T/t"), 9.0 - 40.0);
}

TEST(Quantity, reads_names_between_backticks_and_initial_values) {
  EXPECT_EQ(evaluated("`N` + `both`"), 4.0);
  const Model model = parse_model(
      "model m\ntime t to 1 step 1\nstate x = 1 [nM]\nderived `amount(x)` = 2*x [nM] \"all\"\n"
      "rate x = x",
      "m");
  expr::Graph graph = model.graph;
  const auto node = [&](const char* text) { return parse_quantity(model, text, graph).node; };
  EXPECT_EQ(node("amount(x)"), model.derived[0].node);
  EXPECT_EQ(node("`amount(x)`"), model.derived[0].node);
  EXPECT_EQ(node("x(0)"), graph.input("x_0"));
  EXPECT_EQ(unit_of_quantity(model, "x(0) + amount(x)"), "nM");
  EXPECT_EQ(describe_quantity(model, "`amount(x)`"), "all");
}

TEST(Quantity, knows_a_plain_state) {
  const Model model = lake();
  expr::Graph graph = model.graph;
  EXPECT_EQ(parse_quantity(model, " P ", graph).state, 1U);
  EXPECT_EQ(parse_quantity(model, "(P)", graph).state, 1U);
  EXPECT_FALSE(parse_quantity(model, "2*P", graph).state);
  EXPECT_FALSE(parse_quantity(model, "G", graph).state);
}

TEST(Quantity, names_what_it_does_not_know) {
  const Model model = lake();
  expr::Graph graph = model.graph;
  try {
    parse_quantity(model, "N + bth", graph);
    FAIL();
  } catch (const base::ConfigError& error) {
    EXPECT_THAT(error.what(), testing::HasSubstr("column 5: unknown name 'bth'"));
    EXPECT_THAT(error.what(), testing::HasSubstr("'both'"));
  }
}

TEST(Quantity, of_a_sum_has_the_unit_that_all_share) {
  const Model model = lake();
  for (const char* text : {"N", "N+P", "-N - both + G", "N + 5"}) {
    EXPECT_EQ(unit_of_quantity(model, text), "nM") << text;
  }
  for (const char* text : {"N+T", "N*P", "2*N", "N/P", "log(N)", "3"}) {
    EXPECT_EQ(unit_of_quantity(model, text), "") << text;
  }
  EXPECT_EQ(unit_of_quantity(model, "t"), "d");
}

TEST(Quantity, is_described_where_the_model_names_it) {
  const Model model = lake();
  EXPECT_EQ(describe_quantity(model, "N"), "prey");
  EXPECT_EQ(describe_quantity(model, "both"), "all life");
  EXPECT_EQ(describe_quantity(model, "P"), "");
  EXPECT_EQ(describe_quantity(model, "N+P"), "");
}

}  // namespace
}  // namespace heatreel::model
