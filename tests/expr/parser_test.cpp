// SPDX-License-Identifier: GPL-3.0-or-later
#include "heatreel/expr/parser.hpp"

#include <cmath>
#include <limits>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "heatreel/base/error.hpp"

namespace heatreel::expr {
namespace {

using testing::HasSubstr;

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

const std::vector<std::string> names = {"x", "y", "pol"};

NodeId parse_into(Graph& graph, std::string_view text, const SourceLocation& where) {
  const auto resolve = [&](std::string_view name) -> std::optional<NodeId> {
    if (std::find(names.begin(), names.end(), name) == names.end()) {
      return std::nullopt;
    }
    return graph.input(name);
  };
  return parse(text, where, graph, resolve, names);
}

/// The value of a text with x = 3, y = 0.5 and pol = 3.7.
double value(std::string_view text) {
  Graph graph;
  const NodeId root = parse_into(graph, text, {"test", 1, 1});
  return evaluate(graph, root, {{"x", 3}, {"y", 0.5}, {"pol", 3.7}});
}

std::string error_of(std::string_view text, const SourceLocation& where = {"a.model", 12, 9}) {
  Graph graph;
  try {
    parse_into(graph, text, where);
  } catch (const base::ConfigError& error) {
    return error.what();
  }
  return "no error";
}

TEST(Parser, ReadsNumbers) {
  EXPECT_EQ(value("42"), 42);
  EXPECT_EQ(value(" 2.5 "), 2.5);
  EXPECT_EQ(value(".5"), 0.5);
  EXPECT_EQ(value("5."), 5);
  EXPECT_EQ(value("1e-3"), 1e-3);
  EXPECT_EQ(value("1.5E+2"), 150);
  EXPECT_EQ(value("0.00198720425864083"), 0.00198720425864083);
}

TEST(Parser, KnowsPrecedenceAndAssociativity) {
  EXPECT_EQ(value("1 + 2*3"), 7);
  EXPECT_EQ(value("(1 + 2)*3"), 9);
  EXPECT_EQ(value("10 - 4 - 3"), 3);
  EXPECT_EQ(value("80/4/5"), 4);
  EXPECT_EQ(value("80/4*5"), 100);
  EXPECT_EQ(value("-x^2"), -9);
  EXPECT_EQ(value("(-x)^2"), 9);
  EXPECT_EQ(value("2^3^2"), 512);
  EXPECT_EQ(value("2**3"), 8);
  EXPECT_EQ(value("2^-1"), 0.5);
  EXPECT_EQ(value("2^-x^2"), std::pow(2, -9));
  EXPECT_EQ(value("-x*-2"), 6);
  EXPECT_EQ(value("+x - -x"), 6);
  EXPECT_EQ(value("1 + x < 2*x"), 1);
}

TEST(Parser, Compares) {
  EXPECT_EQ(value("x < 3"), 0);
  EXPECT_EQ(value("x <= 3"), 1);
  EXPECT_EQ(value("x > 2"), 1);
  EXPECT_EQ(value("x >= 3.5"), 0);
  EXPECT_EQ(value("x == 3"), 1);
  EXPECT_EQ(value("x != 3"), 0);
  EXPECT_EQ(value("x != 4"), 1);
  EXPECT_EQ(value("(x > 1)*(x < 5)"), 1);
}

TEST(Parser, ComparesNanAsIeeeDoes) {
  Graph graph;
  const auto with_nan = [&](std::string_view text) {
    return evaluate(graph, parse_into(graph, text, {"test", 1, 1}), {{"x", nan}});
  };
  EXPECT_EQ(with_nan("x < 1"), 0);
  EXPECT_EQ(with_nan("x >= 1"), 0);
  EXPECT_EQ(with_nan("x == x"), 0);
  EXPECT_EQ(with_nan("x != x"), 1);
  EXPECT_EQ(with_nan("min(x, 2)"), 2);
  EXPECT_TRUE(std::isnan(with_nan("min(2, x)")));
  EXPECT_EQ(with_nan("max(x, 2)"), 2);
  EXPECT_TRUE(std::isnan(with_nan("max(2, x)")));
}

TEST(Parser, CallsEachFunction) {
  EXPECT_EQ(value("abs(-x)"), 3);
  EXPECT_EQ(value("sqrt(x + 1)"), 2);
  EXPECT_EQ(value("floor(-y)"), -1);
  EXPECT_EQ(value("min(x, y)"), 0.5);
  EXPECT_EQ(value("max(x, y)"), 3);
  EXPECT_EQ(value("if(x > 2, 10, 20)"), 10);
  EXPECT_EQ(value("if(x < 2, 10, 20)"), 20);
  EXPECT_EQ(value("pow(x, 3)"), 27);
  // Reference values from bc -l with scale 30, rounded to 16 digits.
  EXPECT_NEAR(value("exp(y)"), 1.648721270700128, 1e-15);
  EXPECT_NEAR(value("log(x)"), 1.098612288668110, 1e-15);
  EXPECT_NEAR(value("log10(x)"), 0.4771212547196624, 1e-15);
  EXPECT_NEAR(value("sin(y)"), 0.4794255386042030, 1e-15);
  EXPECT_NEAR(value("cos(y)"), 0.8775825618903727, 1e-15);
  EXPECT_NEAR(value("tan(y)"), 0.5463024898437905, 1e-15);
  EXPECT_NEAR(value("tanh(y)"), 0.4621171572600098, 1e-15);
  EXPECT_NEAR(value("sinh(y)"), 0.5210953054937474, 1e-15);
  EXPECT_NEAR(value("cosh(y)"), 1.127625965206381, 1e-15);
  EXPECT_NEAR(value("cos(pi)"), -1, 1e-15);
}

TEST(Parser, HyperbolicFunctionsKeepTheirDigitsEverywhere) {
  Graph graph;
  const NodeId sinh = parse_into(graph, "sinh(x)", {"test", 1, 1});
  const NodeId cosh = parse_into(graph, "cosh(x)", {"test", 1, 1});
  for (const double x : {1e-300, 1e-12, 1e-5, 0.1, 1.0, 20.0, 300.0, 710.0, -1e-9, -2.0, -710.0}) {
    EXPECT_NEAR(evaluate(graph, sinh, {{"x", x}}) / std::sinh(x), 1.0, 5e-13) << x;
    EXPECT_NEAR(evaluate(graph, cosh, {{"x", x}}) / std::cosh(x), 1.0, 5e-13) << x;
  }
  EXPECT_EQ(evaluate(graph, sinh, {{"x", 0.0}}), 0.0);
  EXPECT_NEAR(evaluate(graph, sinh, {{"x", 1e-5}}) / std::sinh(1e-5), 1.0, 1e-15);
}

TEST(Parser, WritesWholePowersAsMultiplications) {
  for (int n = -16; n <= 16; ++n) {
    Graph graph;
    const NodeId root = parse_into(graph, "x^" + std::to_string(n), {"test", 1, 1});
    for (const NodeId id : dependencies(graph, std::span(&root, 1))) {
      EXPECT_NE(graph.node(id).op, Op::power) << n;
    }
    EXPECT_NEAR(evaluate(graph, root, {{"x", 1.7}}) / std::pow(1.7, n), 1.0, 1e-14) << n;
  }
  Graph graph;
  const NodeId x = graph.input("x");
  const auto parsed = [&](std::string_view text) { return parse_into(graph, text, {"t", 1, 1}); };
  EXPECT_EQ(parsed("x^2"), graph.multiply(x, x));
  EXPECT_EQ(parsed("x^1"), x);
  EXPECT_EQ(parsed("pow(x, 2)"), parsed("x^2"));
  EXPECT_EQ(parsed("x^0.5"), parsed("sqrt(x)"));
  EXPECT_EQ(graph.node(parsed("x^17")).op, Op::power);
  EXPECT_EQ(graph.node(parsed("x^1.5")).op, Op::power);
  EXPECT_EQ(graph.node(parsed("x^y")).op, Op::power);
  // A constant base gives the same bits as a parameter of that value.
  EXPECT_EQ(graph.node(parsed("1.7^5")).value, evaluate(graph, parsed("x^5"), {{"x", 1.7}}));
}

TEST(Parser, SharesSubexpressionsAcrossTexts) {
  Graph graph;
  parse_into(graph, "pol*x/(1 + y)", {"test", 1, 1});
  const std::size_t before = graph.size();
  parse_into(graph, "x*pol/(y + 1)", {"test", 1, 1});
  EXPECT_EQ(graph.size(), before);
  parse_into(graph, "pol*x/(1 + y) - x", {"test", 1, 1});
  EXPECT_EQ(graph.size(), before + 1);
}

TEST(Parser, PutsResolvedNamesBeforePi) {
  Graph graph;
  const auto resolve = [&](std::string_view) { return std::optional(graph.constant(3)); };
  EXPECT_EQ(graph.node(parse("pi + 1", {"t", 1, 1}, graph, resolve, {})).value, 4);
  EXPECT_EQ(value("pi"), std::acos(-1.0));
}

TEST(ParserErrors, NameSourceLineAndColumn) {
  EXPECT_EQ(error_of("x + polx"), "a.model:12:13: unknown name 'polx' Did you mean 'pol'?");
  EXPECT_THAT(error_of("x +\n  y*\n   $ + 1"), HasSubstr("a.model:14:4: '$' has no meaning"));
  EXPECT_THAT(error_of("x + $", {"--metric", 0, 1}), HasSubstr("--metric, column 5: "));
}

struct BadText {
  std::string text;
  std::string message;
};

TEST(ParserErrors, SayWhatIsWrong) {
  const std::vector<BadText> cases = {
      {"", ":9: a number, a name or '(' is missing (the expression ends)"},
      {"x +", ":12: a number, a name or '(' is missing (the expression ends)"},
      {"x * / y", ":13: a number, a name or '(' is missing ('/' is here)"},
      {"(x + 1", ":9: ')' is missing for this '(' (the expression ends)"},
      {"exp(x y)", ":12: ')' is missing for this '(' ('y' is here)"},
      {"x)", ":10: unexpected ')' (no '(' belongs to it)"},
      {"x y", ":11: unexpected 'y' (an operator is missing before it)"},
      {"2x", ":9: cannot read the number '2x'"},
      {"1.2.3", "cannot read the number '1.2.3'"},
      {"1e", "cannot read the number '1e'"},
      {"1e999", "cannot read the number '1e999'"},
      {"0x10", "cannot read the number '0x10'"},
      {"x = 3", ":11: '=' has no meaning in an expression Write == to compare."},
      {"x \xE2\x88\x92 3", ":11: '\xE2\x88\x92' has no meaning in an expression"},
      {"x \xFF 3", ":11: '?' has no meaning"},
      {"1 < x < 3", ":15: comparisons cannot be chained"},
      {"(1 < x < 3)", ":16: comparisons cannot be chained"},
      {"exp + 1", ":9: the function 'exp' has no arguments ('+' is here) Write exp("},
      {"exq(1)", ":9: unknown function 'exq' Did you mean 'exp'?"},
      {"pol(1)", ":9: 'pol' is not a function Write pol*("},
      {"min(1)", ":9: wrong number of arguments for 'min' (1 instead of 2)"},
      {"if(1, 2)", "wrong number of arguments for 'if' (2 instead of 3)"},
      {"exp()", "wrong number of arguments for 'exp' (0 instead of 1)"},
      {"min(1, )", "a number, a name or '(' is missing (')' is here)"},
      {"nan", "unknown name 'nan'"},
  };
  for (const BadText& bad : cases) {
    EXPECT_THAT(error_of(bad.text), HasSubstr(bad.message)) << bad.text;
  }
}

std::string repeated(const std::string& text, int times) {
  std::string result;
  for (int i = 0; i < times; ++i) {
    result += text;
  }
  return result;
}

TEST(ParserErrors, RefusesDeepNesting) {
  EXPECT_EQ(value(repeated("(", 200) + "x" + repeated(")", 200)), 3);
  const std::string deep = "nested too deeply (more than 200 levels)";
  EXPECT_THAT(error_of(repeated("(", 201) + "x" + repeated(")", 201)), HasSubstr(deep));
  EXPECT_THAT(error_of(repeated("-", 50'000) + "x"), HasSubstr(deep));
  EXPECT_THAT(error_of(repeated("x^", 30'000) + "x"), HasSubstr(deep));
  EXPECT_THAT(error_of(repeated("exp(", 20'000)), HasSubstr(deep));
}

TEST(ParserErrors, RefusesLongTexts) {
  EXPECT_EQ(value("0" + repeated("+x", 40'000)), 120'000);
  EXPECT_THAT(error_of(repeated("x+", 50'000) + "x"),
              HasSubstr("too long (100,001 of at most 100,000 characters)"));
}

}  // namespace
}  // namespace heatreel::expr
