// SPDX-License-Identifier: GPL-3.0-or-later
#include "heatreel/expr/parser.hpp"

#include <cmath>
#include <limits>
#include <set>

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

TEST(Parser, CallsInverseFunctionsAndTheGammaFunction) {
  EXPECT_DOUBLE_EQ(value("asin(y)"), std::asin(0.5));
  EXPECT_DOUBLE_EQ(value("acos(y)"), std::acos(0.5));
  EXPECT_DOUBLE_EQ(value("atan(x)"), std::atan(3.0));
  EXPECT_DOUBLE_EQ(value("atan2(-y, -x)"), std::atan2(-0.5, -3.0));
  EXPECT_EQ(value("ceil(y)"), 1);
  EXPECT_EQ(value("ceil(-y)"), 0);
  EXPECT_EQ(value("ceil(x)"), 3);
  EXPECT_EQ(value("factorial(5)"), 120);
  EXPECT_NEAR(value("factorial(x)"), 6, 1e-14);
  EXPECT_NEAR(value("gamma(y)"), std::sqrt(std::acos(-1.0)), 1e-14);
  EXPECT_DOUBLE_EQ(value("hill(x, y, 2)"), 9 / 9.25);
  EXPECT_DOUBLE_EQ(value("hill(x, y, pol)"), 1 / (1 + std::pow(0.5 / 3, 3.7)));
  EXPECT_EQ(value("e"), std::exp(1.0));
  EXPECT_EQ(value("-inf < 0"), 1);
}

TEST(Parser, PowersOfNegativeNumbersAreNumbersWhereTheExponentIsWhole) {
  EXPECT_EQ(value("(-x)^(4*y)"), 9);
  EXPECT_EQ(value("(-x)^(6*y)"), -27);
  EXPECT_TRUE(std::isnan(value("(-x)^pol")));
}

TEST(Parser, TakesTheLeastAndTheLargestOfMany) {
  EXPECT_EQ(value("min(x, y, 7)"), 0.5);
  EXPECT_EQ(value("max(1, x, y, 2)"), 3);
  EXPECT_EQ(value("max(x)"), 3);
}

TEST(Parser, TakesTheFirstPieceWhoseConditionHolds) {
  EXPECT_EQ(value("piecewise(1, x < 2, 2, x < 4, 3)"), 2);
  EXPECT_EQ(value("piecewise(1, x < 4, 2, x < 5, 3)"), 1);
  EXPECT_EQ(value("piecewise(1, x < 2, 2, x < 3, 3)"), 3);
}

TEST(Parser, RefusesPiecesWithoutAnElse) {
  EXPECT_THAT(
      error_of("1 + if(x > 2, y)"),
      HasSubstr(":13: the last value of 'if' is missing (it has no number where no condition "
                "holds) Write if(condition, yes, no)."));
  EXPECT_THAT(error_of("piecewise(1, x < 2)"), HasSubstr("the last value of 'piecewise' is"));
  EXPECT_THAT(error_of("piecewise(1, x < 2, 2, x < 3)"),
              HasSubstr("the last value of 'piecewise'"));
}

TEST(Parser, JoinsConditions) {
  EXPECT_EQ(value("x > 2 and y < 1"), 1);
  EXPECT_EQ(value("x > 2 and y > 1"), 0);
  EXPECT_EQ(value("x > 5 or y < 1"), 1);
  EXPECT_EQ(value("x > 5 or y > 1"), 0);
  EXPECT_EQ(value("x > 2 xor y < 1"), 0);
  EXPECT_EQ(value("x > 2 xor y > 1"), 1);
  EXPECT_EQ(value("not x > 5"), 1);
  EXPECT_EQ(value("not not x > 5"), 0);
  EXPECT_EQ(value("not (x > 5 or y > 1) and true"), 1);
  EXPECT_EQ(value("and(x > 2, y < 1, false)"), 0);
  EXPECT_EQ(value("or(x > 5, y > 1, true)"), 1);
  EXPECT_EQ(value("xor(true, true, true)"), 1);
  EXPECT_EQ(value("1 + not(false)"), 2);
  // `and` goes before `or`, both come after comparisons and sums.
  EXPECT_EQ(value("true or false and false"), 1);
  EXPECT_EQ(value("1 + 1 == 2 and x + y > 3"), 1);
}

TEST(Parser, TakesAllButZeroAsTrue) {
  EXPECT_EQ(value("x and y"), 1);
  EXPECT_EQ(value("0*x or -y"), 1);
  EXPECT_EQ(value("not y"), 0);
  EXPECT_EQ(value("not (0*y)"), 1);
  EXPECT_EQ(value("x xor y"), 0);
}

/// The operations below a node.
std::set<Op> operations(const Graph& graph, NodeId root) {
  std::set<Op> found;
  for (const NodeId id : dependencies(graph, std::span(&root, 1))) {
    found.insert(graph.node(id).op);
  }
  return found;
}

TEST(Parser, AddsNothingButArithmeticToJoinedComparisons) {
  Graph graph;
  const auto text = "not (x < 1 or y < 2 and not x < 3 or y != 4)";
  EXPECT_EQ(operations(graph, parse_into(graph, text, {"test", 1, 1})),
            (std::set{Op::constant, Op::input, Op::less, Op::equal, Op::multiply, Op::subtract}));
  EXPECT_EQ(parse_into(graph, "not (not x < 1)", {"t", 1, 1}),
            parse_into(graph, "x < 1", {"t", 1, 1}));
}

TEST(Parser, ReadsNamesBetweenBackticks) {
  Graph graph;
  const auto resolve = [&](std::string_view name) { return std::optional(graph.input(name)); };
  const auto name_of = [&](std::string_view text) {
    return graph.input_name(graph.node(parse(text, {"t", 1, 1}, graph, resolve, {})).input);
  };
  EXPECT_EQ(name_of("`exp`"), "exp");
  EXPECT_EQ(name_of("(`and`)"), "and");
  EXPECT_EQ(name_of("`a + b`"), "a + b");
  EXPECT_EQ(value("`x` + x*`y`"), 4.5);
  EXPECT_EQ(written_name("a1"), "a1");
  EXPECT_EQ(written_name("gamma"), "gamma");
  EXPECT_EQ(written_name("exp"), "`exp`");
  EXPECT_EQ(written_name("true"), "`true`");
  EXPECT_EQ(written_name("a+b"), "`a+b`");
}

TEST(Parser, AsksForNamesThatLookLikeCalls) {
  Graph graph;
  const auto resolve = [&](std::string_view name) {
    return name == "X(0)" || name == "X" ? std::optional(graph.input(name)) : std::nullopt;
  };
  const auto evaluated = [&](std::string_view text) {
    return evaluate(graph, parse(text, {"t", 1, 1}, graph, resolve, {}), {{"X(0)", 5}, {"X", 2}});
  };
  EXPECT_EQ(evaluated("3*X(0) + X"), 17);
  EXPECT_EQ(evaluated("(X( 0 )) - 1"), 4);
  EXPECT_THROW(evaluated("X(1)"), base::ConfigError);
  EXPECT_THROW(evaluated("X(0"), base::ConfigError);
}

TEST(Parser, RefusesDelaysAndNoiseByName) {
  EXPECT_THAT(error_of("x - delay(x, 2)"),
              HasSubstr(":13: a model cannot have a delay: 'delay' (it is made of ordinary "
                        "differential equations or is a map)"));
  for (const std::string name : {"rand", "normal", "uniform", "noise", "wiener"}) {
    EXPECT_THAT(error_of(name + "(0, 1)"), HasSubstr("a model cannot have noise: '" + name + "'"));
  }
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

TEST(Parser, FunctionsOfAnglesKeepTheirDigitsEverywhere) {
  Graph graph;
  const NodeId asin = parse_into(graph, "asin(x)", {"test", 1, 1});
  const NodeId acos = parse_into(graph, "acos(x)", {"test", 1, 1});
  const NodeId atan2 = parse_into(graph, "atan2(y, x)", {"test", 1, 1});
  for (const double x : {-1.0, -1 + 1e-9, -0.7, -1e-9, 0.0, 1e-300, 0.3, 0.999, 1 - 1e-12, 1.0}) {
    EXPECT_NEAR(evaluate(graph, asin, {{"x", x}}), std::asin(x), 1e-15 * std::fabs(std::asin(x)));
    EXPECT_NEAR(evaluate(graph, acos, {{"x", x}}), std::acos(x), 1e-15 * std::acos(x)) << x;
    for (const double y : {-1.0, -1e-9, 0.0, 1e-300, 0.5, 1e300}) {
      EXPECT_NEAR(evaluate(graph, atan2, {{"x", x}, {"y", y}}), std::atan2(y, x), 1e-15)
          << y << "/" << x;
    }
  }
  EXPECT_TRUE(std::isnan(evaluate(graph, asin, {{"x", 1.1}})));
  EXPECT_TRUE(std::isnan(evaluate(graph, acos, {{"x", -1.1}})));
}

TEST(Parser, TheGammaFunctionIsGoodToThirteenDigits) {
  Graph graph;
  const NodeId gamma = parse_into(graph, "gamma(x)", {"test", 1, 1});
  for (double x = -0.99; x < 171.5; x += 0.37) {
    EXPECT_NEAR(evaluate(graph, gamma, {{"x", x}}) / std::tgamma(x), 1, 1e-13) << x;
  }
  for (const double x : {-1.5, -2.3, -7.9, -30.25}) {
    EXPECT_NEAR(evaluate(graph, gamma, {{"x", x}}) / std::tgamma(x), 1, 1e-12) << x;
  }
  EXPECT_TRUE(std::isinf(evaluate(graph, gamma, {{"x", 0.0}})));
  EXPECT_TRUE(std::isinf(evaluate(graph, gamma, {{"x", 172.0}})));
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
      {"min()", ":9: wrong number of arguments for 'min' (0 instead of 1 or more)"},
      {"pow(1)", ":9: wrong number of arguments for 'pow' (1 instead of 2)"},
      {"if(1)", "wrong number of arguments for 'if' (1 instead of 3)"},
      {"x and", ":14: a number, a name or '(' is missing (the expression ends)"},
      {"and x", ":9: a number, a name or '(' is missing ('and' is here)"},
      {"x not y", ":11: unexpected 'not' (an operator is missing before it)"},
      {"not (x) < y", ":17: unexpected '<' after not (…) (it could belong to"},
      {"`x", ":9: the closing ` is missing"},
      {"2*`x\n`", ":11: the closing ` is missing"},
      {"`y`(x)", ":12: unexpected '(' (an operator is missing before it)"},
      {"`pi`", ":9: unknown name 'pi'"},
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
