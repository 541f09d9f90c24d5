// SPDX-License-Identifier: GPL-3.0-or-later
// Differential test: random expressions are written as text while their value is computed alongside
// with plain C++; text → parse → evaluate must give the same number.
#include <cmath>
#include <random>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "heatreel/expr/parser.hpp"

namespace heatreel::expr {
namespace {

/// How tightly the outermost operator of a text binds, as the grammar ranks it.
enum class Rank { either, both, opposite, comparison, sum, product, sign, power, atom };

struct Expression {
  std::string text;
  double value = 0.0;
  Rank rank = Rank::atom;
};

class Generator {
 public:
  explicit Generator(unsigned seed) : random_(seed) {}

  Expression make(int depth) {
    if (depth == 0) {
      return leaf();
    }
    switch (random_() % 4) {
      case 0:
        return call(depth);
      case 1:
        return sign_or_power(depth);
      default:
        return infix(depth);
    }
  }

 private:
  Expression leaf() {
    switch (random_() % 4) {
      case 0:
        return {"x", 1.75, Rank::atom};
      case 1:
        return {"y", -0.3, Rank::atom};
      case 2:
        return {"bad", std::nan(""), Rank::atom};
      default: {
        const auto number = static_cast<double>(random_() % 9) / 4;
        return {fmt::format("{}", number), number, Rank::atom};
      }
    }
  }

  /// Parentheses only where the grammar needs them, so that precedence is tested too.
  std::string at_least(const Expression& e, Rank rank) {
    return e.rank >= rank ? e.text : "(" + e.text + ")";
  }

  Expression infix(int depth) {
    const Expression a = make(depth - 1);
    const Expression b = make(depth - 1);
    const auto join = [&](const char* symbol, double value, Rank rank) {
      const auto tighter = static_cast<Rank>(static_cast<int>(rank) + 1);
      const Rank left = rank == Rank::comparison ? tighter : rank;
      return Expression{fmt::format("{} {} {}", at_least(a, left), symbol, at_least(b, tighter)),
                        value, rank};
    };
    const bool a_holds = a.value != 0;
    const bool b_holds = b.value != 0;
    switch (random_() % 11) {
      case 8:
        return join("or", a_holds || b_holds ? 1 : 0, Rank::either);
      case 9:
        return join("xor", a_holds != b_holds ? 1 : 0, Rank::either);
      case 10:
        return join("and", a_holds && b_holds ? 1 : 0, Rank::both);
      case 0:
      case 1:
        return join("+", a.value + b.value, Rank::sum);
      case 2:
        return join("-", a.value - b.value, Rank::sum);
      case 3:
      case 4:
        return join("*", a.value * b.value, Rank::product);
      case 5:
        return join("/", a.value / b.value, Rank::product);
      case 6:
        return join("<", a.value < b.value ? 1 : 0, Rank::comparison);
      default:
        return join("!=", a.value != b.value ? 1 : 0, Rank::comparison);
    }
  }

  Expression sign_or_power(int depth) {
    const Expression a = make(depth - 1);
    if (random_() % 4 == 0) {
      const bool closed = a.rank >= Rank::comparison && a.text.front() != '(';
      return {closed ? "not " + a.text : "not(" + a.text + ")", a.value != 0 ? 0.0 : 1.0,
              Rank::opposite};
    }
    if (random_() % 2 == 0) {
      return {"-" + at_least(a, Rank::sign), -a.value, Rank::sign};
    }
    return {at_least(a, Rank::atom) + "^2", a.value * a.value, Rank::power};
  }

  Expression call(int depth) {
    const Expression a = make(depth - 1);
    const Expression b = make(depth - 1);
    const auto one = [&](const char* name, double value) {
      return Expression{fmt::format("{}({})", name, a.text), value, Rank::atom};
    };
    switch (random_() % 8) {
      case 6:
        return one("atan", std::atan(a.value));
      case 7:
        return {fmt::format("piecewise({}, {}, 2, {}, 3)", a.text, b.text, a.text),
                b.value != 0 ? a.value : (a.value != 0 ? 2.0 : 3.0), Rank::atom};
      case 0:
        return one("exp", std::exp(a.value));
      case 1:
        return one("sqrt", std::sqrt(a.value));
      case 2:
        return one("sin", std::sin(a.value));
      case 3:
        return one("tanh", std::tanh(a.value));
      case 4:
        return {fmt::format("max({}, {})", a.text, b.text), a.value > b.value ? a.value : b.value,
                Rank::atom};
      default:
        return {fmt::format("if({}, {}, {})", a.text, b.text, a.text),
                a.value != 0 ? b.value : a.value, Rank::atom};
    }
  }

  std::mt19937 random_;
};

bool same_number(double a, double b) { return a == b || (std::isnan(a) && std::isnan(b)); }

TEST(RandomExpressions, HaveTheValueThatPlainCodeGives) {
  Generator generator(7);
  int finite = 0;
  for (int round = 0; round < 20'000; ++round) {
    const Expression expected = generator.make(round % 6);
    Graph graph;
    const auto resolve = [&](std::string_view name) { return std::optional(graph.input(name)); };
    const NodeId root = parse(expected.text, {"random", 1, 1}, graph, resolve, {});
    const double found = evaluate(graph, root, {{"x", 1.75}, {"y", -0.3}, {"bad", std::nan("")}});
    ASSERT_TRUE(same_number(found, expected.value))
        << expected.text << "\n is " << expected.value << ", not " << found;
    finite += std::isfinite(found) ? 1 : 0;
  }
  EXPECT_GT(finite, 5'000);  // the test would say little about NaN alone
}

}  // namespace
}  // namespace heatreel::expr
