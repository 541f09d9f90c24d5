// SPDX-License-Identifier: GPL-3.0-or-later
#include "sbml/sbml_file.hpp"

#include <cmath>
#include <numbers>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace heatreel::sbml {
namespace {

using testing::HasSubstr;

/// A model whose derived value y is this formula of parameters a = 2, b = 3, and time.
Sbml computing(const std::string& formula, const std::string& functions = "") {
  return {functions +
          list("Parameters", parameter("a", R"(value="2" constant="true")") +
                                 parameter("b", R"(value="3" constant="true")") +
                                 parameter("y", R"(constant="false")")) +
          list("Rules", R"(<assignmentRule variable="y">)" + math(formula) + "</assignmentRule>")};
}

/// The formula as it is written.
std::string written(const std::string& formula, const std::string& functions = "") {
  const std::string text = translated(computing(formula, functions));
  const std::size_t begin = text.find("derived y = ") + 12;
  return text.substr(begin, text.find("\n\n", begin) - begin);
}

double value(const std::string& formula, double a = 2, double b = 3) {
  const model::Model model = model_of(computing(formula));
  return evaluate(model.graph, model.derived.at(0).node, {{"a", a}, {"b", b}, {"t", 10}});
}

const std::string a = ci("a");
const std::string b = ci("b");

TEST(Math, is_written_with_no_more_parentheses_than_it_needs) {
  EXPECT_EQ(written(op("times", op("plus", a, b), op("minus", a))), "(a + b)*(-a)");
  EXPECT_EQ(written(op("minus", a, op("minus", b, a))), "a - (b - a)");
  EXPECT_EQ(written(op("minus", op("minus", a, b), a)), "a - b - a");
  EXPECT_EQ(written(op("divide", a, op("times", b, a))), "a/(b*a)");
  EXPECT_EQ(written(op("power", op("power", a, b), op("minus", b))), "(a^b)^(-b)");
  EXPECT_EQ(written(op("minus", op("power", a, b))), "-a^b");
  EXPECT_EQ(written(op("power", op("minus", a), b)), "(-a)^b");
  EXPECT_EQ(written(op("plus", a, op("minus", b))), "a - b");
  EXPECT_EQ(written(op("minus", op("times", a, b))), "-a*b");
  EXPECT_EQ(written(op("divide", a, op("minus", op("times", a, b)))), "a/(-a*b)");
  EXPECT_EQ(written(op("minus", op("minus", a))), "-(-a)");
  EXPECT_EQ(written(op("power", cn(-2), b)), "(-2)^b");
}

TEST(Math, has_numbers_in_all_forms) {
  EXPECT_EQ(written(R"(<cn type="e-notation">1.5<sep/>-3</cn>)"), "0.0015");
  EXPECT_EQ(written(R"(<cn type="rational">1<sep/>3</cn>)"), "1/3");
  EXPECT_EQ(written(R"(<cn type="integer">-7</cn>)"), "-7");
  EXPECT_EQ(written(R"(<csymbol encoding="text" )"
                    R"(definitionURL="http://www.sbml.org/sbml/symbols/avogadro">N</csymbol>)"),
            "6.02214179e+23");
  EXPECT_EQ(value("<exponentiale/>"), std::exp(1.0));
  EXPECT_EQ(value(op("plus", "<pi/>", "<true/>", "<false/>")), std::numbers::pi + 1);
}

TEST(Math, has_functions_of_one_number) {
  const std::vector<std::pair<std::string, double>> expected = {
      {"abs", 0.6},
      {"ceiling", 1},
      {"floor", 0},
      {"exp", std::exp(0.6)},
      {"ln", std::log(0.6)},
      {"log", std::log10(0.6)},
      {"root", std::sqrt(0.6)},
      {"sin", std::sin(0.6)},
      {"cos", std::cos(0.6)},
      {"tan", std::tan(0.6)},
      {"sec", 1 / std::cos(0.6)},
      {"csc", 1 / std::sin(0.6)},
      {"cot", 1 / std::tan(0.6)},
      {"sinh", std::sinh(0.6)},
      {"cosh", std::cosh(0.6)},
      {"tanh", std::tanh(0.6)},
      {"sech", 1 / std::cosh(0.6)},
      {"csch", 1 / std::sinh(0.6)},
      {"coth", 1 / std::tanh(0.6)},
      {"arcsin", std::asin(0.6)},
      {"arccos", std::acos(0.6)},
      {"arctan", std::atan(0.6)},
      {"arccot", std::atan(1 / 0.6)},
      {"arcsinh", std::asinh(0.6)},
      {"arctanh", std::atanh(0.6)},
      {"arccsch", std::asinh(1 / 0.6)},
      {"arcsech", std::acosh(1 / 0.6)},
  };
  for (const auto& [name, result] : expected) {
    EXPECT_NEAR(value(op(name, a), 0.6), result, 1e-14 * std::fabs(result)) << name;
  }
  EXPECT_NEAR(value(op("arccosh", a), 1.6), std::acosh(1.6), 1e-14);
  EXPECT_NEAR(value(op("arccoth", a), 1.6), std::atanh(1 / 1.6), 1e-14);
  EXPECT_NEAR(value(op("arcsec", a), 1.6), std::acos(1 / 1.6), 1e-14);
  EXPECT_NEAR(value(op("arccsc", a), 1.6), std::asin(1 / 1.6), 1e-14);
  EXPECT_NEAR(value(op("factorial", a), 5), 120, 1e-11);
  EXPECT_NEAR(value(op("arcsinh", a), -1e6), std::asinh(-1e6), 1e-13);
}

TEST(Math, has_functions_of_several_numbers) {
  EXPECT_EQ(value(op("plus")), 0);
  EXPECT_EQ(value(op("times")), 1);
  EXPECT_EQ(value(op("plus", a, b, a)), 7);
  EXPECT_EQ(value(op("max", a, b, cn(1))), 3);
  EXPECT_EQ(value(op("min", a, b, cn(1))), 1);
  EXPECT_EQ(value(op("quotient", a, b), -7, 2), -3);
  EXPECT_EQ(value(op("rem", a, b), -7, 2), -1);
  EXPECT_NEAR(value(op("root", "<degree>" + b + "</degree>", a), 8), 2, 1e-15);
  EXPECT_NEAR(value(op("log", "<logbase>" + a + "</logbase>", b), 2, 8), 3, 1e-15);
}

TEST(Math, has_logic) {
  EXPECT_EQ(value(op("lt", a, b, cn(3))), 0);
  EXPECT_EQ(value(op("lt", a, b, cn(4))), 1);
  EXPECT_EQ(value(op("neq", a, b)), 1);
  EXPECT_EQ(value(op("and")), 1);
  EXPECT_EQ(value(op("or")), 0);
  EXPECT_EQ(value(op("xor", "<true/>", "<true/>", "<true/>")), 1);
  EXPECT_EQ(value(op("and", op("gt", a, cn(1)), op("not", op("eq", a, b)))), 1);
  EXPECT_EQ(value(op("implies", "<true/>", "<false/>")), 0);
  EXPECT_EQ(value(op("implies", "<false/>", "<false/>")), 1);
}

TEST(Math, has_pieces) {
  const auto pieces = [](const std::string& second) {
    return "<piecewise><piece>" + cn(1) + op("lt", a, b) + "</piece>" + second + "<otherwise>" +
           cn(9) + "</otherwise></piecewise>";
  };
  EXPECT_EQ(written(pieces("")), "if(a < b, 1, 9)");
  const std::string two = pieces("<piece>" + cn(5) + op("eq", a, b) + "</piece>");
  EXPECT_EQ(written(two), "piecewise(1, a < b, 5, a == b, 9)");
  EXPECT_EQ(value(two, 3, 3), 5);
  EXPECT_EQ(value(two, 4, 3), 9);
}

TEST(Math, writes_the_functions_of_the_file_out) {
  const std::string functions = list(
      "FunctionDefinitions", R"(<functionDefinition id="f">)" +
                                 math("<lambda><bvar>" + ci("x") + "</bvar><bvar>" + ci("b") +
                                      "</bvar>" + op("times", ci("x"), ci("b")) + "</lambda>") +
                                 R"(</functionDefinition><functionDefinition id="g">)" +
                                 math("<lambda><bvar>" + ci("a") + "</bvar><apply>" + ci("f") +
                                      ci("a") + op("plus", ci("a"), cn(1)) + "</apply></lambda>") +
                                 "</functionDefinition>");
  EXPECT_EQ(written("<apply>" + ci("g") + op("minus", b, a) + "</apply>", functions),
            "(b - a)*(b - a + 1)");
}

}  // namespace
}  // namespace heatreel::sbml
