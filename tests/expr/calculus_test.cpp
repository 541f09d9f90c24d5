// SPDX-License-Identifier: GPL-3.0-or-later
#include "heatreel/expr/calculus.hpp"

#include <cmath>
#include <random>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "heatreel/expr/parser.hpp"

namespace heatreel::expr {
namespace {

using Inputs = std::map<std::string, double, std::less<>>;

NodeId parsed(Graph& graph, const std::string& text) {
  const auto resolve = [&](std::string_view name) { return std::optional(graph.input(name)); };
  return parse(text, {"test", 1, 1}, graph, resolve, {});
}

/// d(text)/dx at x and y.
double derivative(const std::string& text, double x, double y = 0.0) {
  Graph graph;
  const NodeId root = parsed(graph, text);
  const auto found = derivatives(graph, std::span(&root, 1), {{"x", graph.constant(1.0)}});
  return found[0] ? evaluate(graph, *found[0], {{"x", x}, {"y", y}}) : 0.0;
}

TEST(Derivatives, of_each_function_are_the_known_ones) {
  const double x = 0.7;
  EXPECT_DOUBLE_EQ(derivative("-x", x), -1.0);
  EXPECT_DOUBLE_EQ(derivative("abs(x)", -x), -1.0);
  EXPECT_DOUBLE_EQ(derivative("sqrt(x)", x), 0.5 / std::sqrt(x));
  EXPECT_DOUBLE_EQ(derivative("exp(2*x)", x), 2 * std::exp(2 * x));
  EXPECT_DOUBLE_EQ(derivative("log(x)", x), 1 / x);
  EXPECT_DOUBLE_EQ(derivative("sin(x)", x), std::cos(x));
  EXPECT_DOUBLE_EQ(derivative("cos(x)", x), -std::sin(x));
  EXPECT_DOUBLE_EQ(derivative("tan(x)", x), 1 / std::pow(std::cos(x), 2));
  EXPECT_DOUBLE_EQ(derivative("tanh(x)", x), 1 / std::pow(std::cosh(x), 2));
  EXPECT_DOUBLE_EQ(derivative("atan(x)", x), 1 / (1 + x * x));
  EXPECT_DOUBLE_EQ(derivative("asin(x)", x), 1 / std::sqrt(1 - x * x));
  EXPECT_DOUBLE_EQ(derivative("acos(x)", x), -1 / std::sqrt(1 - x * x));
  EXPECT_DOUBLE_EQ(derivative("atan2(y, x)", x, 3.0), -3.0 / (9 + x * x));
  EXPECT_DOUBLE_EQ(derivative("atan2(y, x)", 0.0, 3.0), -1.0 / 3);
  EXPECT_DOUBLE_EQ(derivative("hill(x, y, 2)", x, 3.0), 2 * x * 9 / std::pow(9 + x * x, 2));
  EXPECT_DOUBLE_EQ(derivative("piecewise(x^2, x < 1, 5)", x), 2 * x);
  // Γ' = Γ·ψ; ψ(2) is 1 less Euler's constant.
  EXPECT_NEAR(derivative("gamma(x)", 2.0), 1 - 0.57721566490153286, 1e-13);
  EXPECT_NEAR(derivative("factorial(x)", 1.0), 1 - 0.57721566490153286, 1e-13);
  EXPECT_DOUBLE_EQ(derivative("x^2.5", x), 2.5 * std::pow(x, 1.5));
  EXPECT_DOUBLE_EQ(derivative("2^x", x), std::log(2.0) * std::pow(2.0, x));
  EXPECT_DOUBLE_EQ(derivative("x*x*y", x, 3.0), 6 * x);
  EXPECT_DOUBLE_EQ(derivative("y/(1 + x)", x, 3.0), -3.0 / (1.7 * 1.7));
  EXPECT_DOUBLE_EQ(derivative("max(x, y)", x, 3.0), 0.0);
  EXPECT_DOUBLE_EQ(derivative("min(2*x, y)", x, 3.0), 2.0);
  EXPECT_DOUBLE_EQ(derivative("if(x < 1, x^2, 5)", x), 2 * x);
  EXPECT_DOUBLE_EQ(derivative("if(x < 1, x^2, 5)", 2.0), 0.0);
}

TEST(Derivatives, of_powers_are_right_at_zero_too) {
  const std::vector<double> exponents{-1.5, -1.0, 0.5, 0.7, 1.0, 1.5, 2.0, 2.3, 3.0, 17.0};
  for (const double y : exponents) {
    for (const double x : {0.0, 1e-3, 0.7, 30.0}) {
      const double expected = y * std::pow(x, y - 1.0);
      EXPECT_DOUBLE_EQ(derivative("x^y", x, y), expected) << x << "^" << y;
      EXPECT_DOUBLE_EQ(derivative(fmt::format("x^({})", y), x), expected) << x << "^" << y;
    }
  }
  EXPECT_DOUBLE_EQ(derivative("x^y", -3.0, 3.0), 27.0);
}

TEST(Derivatives, of_a_power_share_its_logarithm) {
  Graph graph;
  const NodeId root = parsed(graph, "x^y");
  const auto found = derivatives(graph, std::span(&root, 1), {{"x", graph.constant(1.0)}});
  const NodeId x = graph.input("x");
  for (const NodeId id : dependencies(graph, std::span(&*found[0], 1))) {
    const bool power_of_x = graph.node(id).op == Op::power && graph.node(id).arguments[0] == x;
    EXPECT_TRUE(!power_of_x || id == root);
  }
}

TEST(Derivatives, that_are_zero_by_structure_have_no_node) {
  Graph graph;
  const std::vector<NodeId> roots{parsed(graph, "y^2"), parsed(graph, "floor(x)"),
                                  parsed(graph, "x < y"), parsed(graph, "x*y")};
  const auto found = derivatives(graph, roots, {{"x", graph.constant(1.0)}});
  EXPECT_FALSE(found[0]);
  EXPECT_FALSE(found[1]);
  EXPECT_FALSE(found[2]);
  EXPECT_TRUE(found[3]);
}

TEST(Derivatives, follow_a_direction) {
  Graph graph;
  const NodeId root = parsed(graph, "x*y");
  const auto found = derivatives(graph, std::span(&root, 1),
                                 {{"x", graph.input("dx")}, {"y", graph.constant(2.0)}});
  EXPECT_DOUBLE_EQ(evaluate(graph, *found[0], {{"x", 3.0}, {"y", 5.0}, {"dx", 7.0}}), 35.0 + 6.0);
}

/// A random smooth expression in x and y.
std::string random_expression(std::mt19937& random, int depth) {
  if (depth == 0) {
    const std::vector<std::string> leaves{"x", "y", "1.5", "0.25"};
    return leaves[random() % leaves.size()];
  }
  const std::string a = random_expression(random, depth - 1);
  const std::string b = random_expression(random, depth - 1);
  const std::vector<std::string> forms{"({0} + {1})",          "({0} - {1})",    "({0} * {1})",
                                       "({0}/(2 + {1}^2))",    "sin({0})",       "tanh({0})",
                                       "exp(-({0})^2)",        "log(1 + {0}^2)", "sqrt(1 + {0}^2)",
                                       "(1 + {0}^2)^tanh({1})"};
  return fmt::format(fmt::runtime(forms[random() % forms.size()]), a, b);
}

TEST(Derivatives, of_random_expressions_agree_with_finite_differences) {
  std::mt19937 random(11);
  int compared = 0;
  for (int round = 0; round < 2'000; ++round) {
    const std::string text = random_expression(random, 1 + round % 4);
    Graph graph;
    const NodeId root = parsed(graph, text);
    const auto value = [&](double x) { return evaluate(graph, root, {{"x", x}, {"y", -0.4}}); };
    const double x = 0.6;
    const double d = 1e-4;
    // Central differences with the first error term removed.
    const double wide = (value(x + 2 * d) - value(x - 2 * d)) / (4 * d);
    const double narrow = (value(x + d) - value(x - d)) / (2 * d);
    const double expected = (4 * narrow - wide) / 3;
    if (std::abs(value(x)) < 1e3) {
      EXPECT_NEAR(derivative(text, x, -0.4), expected, 1e-7 * (1 + std::abs(expected))) << text;
      ++compared;
    }
  }
  EXPECT_GT(compared, 1'500);
}

TEST(ExactQuotient, divides_each_term) {
  Graph graph;
  const NodeId x = graph.input("x");
  const Inputs numbers{{"x", 3.0}, {"y", 5.0}, {"a", 0.5}};
  for (const auto& [text, expected] :
       std::vector<std::pair<std::string, double>>{{"a*x*y - x*x/(1 + y)", 0.5 * 5.0 - 3.0 / 6.0},
                                                   {"x", 1.0},
                                                   {"-x*a", -0.5},
                                                   {"x*(1 - x/y) - a*y*x + 0", 1.0 - 0.6 - 2.5},
                                                   {"(x*y + x)/(1 + x)", 6.0 / 4.0},
                                                   {"x^3", 9.0}}) {
    const auto quotient = exact_quotient(graph, parsed(graph, text), x);
    ASSERT_TRUE(quotient) << text;
    EXPECT_DOUBLE_EQ(evaluate(graph, *quotient, numbers), expected) << text;
  }
}

TEST(ExactQuotient, of_an_extinct_population_is_its_growth) {
  // Not 0/0: the quotient has no division by the factor.
  Graph graph;
  const auto quotient =
      exact_quotient(graph, parsed(graph, "2*x*y/(1 + x) - 3*x"), graph.input("x"));
  EXPECT_EQ(evaluate(graph, quotient.value(), {{"x", 0.0}, {"y", 5.0}}), 7.0);
}

TEST(ExactQuotient, exists_only_for_a_factor_of_every_term) {
  Graph graph;
  const NodeId x = graph.input("x");
  for (const char* text : {"1 - x", "x*y + y", "y/x", "exp(x)", "max(x, 0)", "sqrt(x)", "y"}) {
    EXPECT_FALSE(exact_quotient(graph, parsed(graph, text), x)) << text;
  }
}

TEST(FindKink, sees_jumps_and_bends_that_depend_on_the_inputs) {
  Graph graph;
  const std::vector<std::string> inputs{"x"};
  const auto kink = [&](const char* text) {
    const NodeId root = parsed(graph, text);
    return find_kink(graph, std::span(&root, 1), inputs);
  };
  EXPECT_EQ(kink("1 + floor(2*x)"), Op::floor);
  EXPECT_EQ(kink("if(x < 1, 2, 3)"), Op::less);
  EXPECT_EQ(kink("y*(x >= 1)"), Op::less_equal);
  EXPECT_EQ(kink("x == y"), Op::equal);
  EXPECT_EQ(kink("sin(abs(x - y))"), Op::abs);
  EXPECT_EQ(kink("min(y, x)"), Op::min);
  EXPECT_EQ(kink("max(x, 0)"), Op::max);
  EXPECT_EQ(kink("if(x, y, 1)"), Op::select);
  EXPECT_FALSE(kink("floor(y)*x + max(y, 1)*exp(-x^2)"));
  EXPECT_FALSE(kink("if(y < 1, x, 2*x)"));
  EXPECT_FALSE(kink("sinh(x) + cosh(x) + tanh(x) + log10(x) + x^2.5"));
}

}  // namespace
}  // namespace heatreel::expr
