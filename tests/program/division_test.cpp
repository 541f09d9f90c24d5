// SPDX-License-Identifier: GPL-3.0-or-later
#include "heatreel/program/division.hpp"

#include <algorithm>
#include <cmath>

#include <gtest/gtest.h>

namespace heatreel::program {
namespace {

using expr::Graph;
using expr::NodeId;
using expr::Op;
using Names = std::map<std::string, double, std::less<>>;

/// Rates over the states N, P and the parameters a, K.
struct Fixture {
  Graph graph;
  NodeId N = graph.input("N");
  NodeId P = graph.input("P");
  NodeId a = graph.input("a");
  NodeId K = graph.input("K");
  NodeSet fixed{a, K};

  std::vector<NodeId> rewrite(const std::vector<NodeId>& rates) {
    return with_fewer_divisions(graph, rates, fixed);
  }

  /// Divisions left that must be done in every step.
  long divisions(const std::vector<NodeId>& rates) const {
    Variance variance(graph, fixed);
    const std::vector<NodeId> ids = expr::dependencies(graph, rates);
    return std::count_if(ids.begin(), ids.end(), [&](NodeId id) {
      return graph.node(id).op == Op::divide && variance.varies(id);
    });
  }

  void expect_same_numbers(const std::vector<NodeId>& before, const std::vector<NodeId>& after) {
    for (const double n : {0.0, 1e-200, 0.3, 17.0, 1e6}) {
      const Names numbers{{"N", n}, {"P", 2.5}, {"a", 0.7}, {"K", 34.0}};
      for (std::size_t i = 0; i < before.size(); ++i) {
        const double expected = expr::evaluate(graph, before[i], numbers);
        EXPECT_NEAR(expr::evaluate(graph, after[i], numbers), expected, 1e-14 * std::abs(expected));
      }
    }
  }
};

TEST(FewerDivisions, multiplies_by_the_reciprocal_of_what_is_fixed) {
  Fixture f;
  const std::vector<NodeId> rates{f.graph.divide(f.N, f.graph.add(f.K, f.a))};
  const std::vector<NodeId> rewritten = f.rewrite(rates);
  EXPECT_EQ(f.divisions(rewritten), 0);
  f.expect_same_numbers(rates, rewritten);
}

TEST(FewerDivisions, leaves_fixed_quotients_alone) {
  Fixture f;
  const std::vector<NodeId> rates{f.graph.multiply(f.N, f.graph.divide(f.a, f.K))};
  EXPECT_EQ(f.rewrite(rates), rates);
}

TEST(FewerDivisions, merges_two_saturating_divisors) {
  Fixture f;
  const NodeId grown = f.graph.divide(f.N, f.graph.add(f.K, f.N));
  const NodeId eaten = f.graph.divide(f.P, f.graph.add(f.a, f.graph.multiply(f.P, f.N)));
  const std::vector<NodeId> rates{f.graph.subtract(grown, eaten), eaten};
  const std::vector<NodeId> rewritten = f.rewrite(rates);
  EXPECT_EQ(f.divisions(rates), 2);
  EXPECT_EQ(f.divisions(rewritten), 1);
  f.expect_same_numbers(rates, rewritten);
}

TEST(FewerDivisions, inverts_a_shared_divisor_once) {
  Fixture f;
  const NodeId divisor = f.graph.add(f.K, f.N);
  const std::vector<NodeId> rates{f.graph.divide(f.N, divisor), f.graph.divide(f.P, divisor)};
  const std::vector<NodeId> rewritten = f.rewrite(rates);
  EXPECT_EQ(f.divisions(rewritten), 1);
  f.expect_same_numbers(rates, rewritten);
}

TEST(FewerDivisions, leaves_divisors_that_may_be_tiny_alone) {
  Fixture f;
  // Ratio-dependent predation in a population that dies out: 1/(N + P) would overflow.
  const NodeId sum = f.graph.add(f.N, f.P);
  const NodeId product = f.graph.multiply(f.N, f.P);
  const NodeId other = f.graph.add(f.N, f.graph.multiply(f.K, f.P));
  const std::vector<NodeId> rates{f.graph.divide(product, sum), f.graph.divide(f.N, sum),
                                  f.graph.divide(f.P, other)};
  EXPECT_EQ(f.rewrite(rates), rates);
}

TEST(FewerDivisions, leaves_a_quotient_behind_a_condition_alone) {
  Fixture f;
  // The quotient that is not selected may be infinite; it must not reach the other one.
  const NodeId guarded = f.graph.divide(f.P, f.graph.subtract(f.K, f.N));
  const NodeId chosen = f.graph.select(f.graph.less(f.N, f.K), guarded, f.a);
  const NodeId plain = f.graph.divide(f.N, f.graph.add(f.K, f.P));
  const std::vector<NodeId> rates{chosen, plain};
  const std::vector<NodeId> rewritten = f.rewrite(rates);
  const Names at_pole{{"N", 34.0}, {"P", 1.0}, {"a", 0.7}, {"K", 34.0}};
  EXPECT_DOUBLE_EQ(expr::evaluate(f.graph, rewritten[0], at_pole), 0.7);
  EXPECT_DOUBLE_EQ(expr::evaluate(f.graph, rewritten[1], at_pole), 34.0 / 35.0);
}

TEST(FewerDivisions, leaves_a_quotient_inside_a_divisor_alone) {
  Fixture f;
  // 1/(1 + 1/(1 + ...)): an infinite inner quotient gives an outer 0, which is right.
  const NodeId one = f.graph.constant(1.0);
  const NodeId inner = f.graph.divide(f.P, f.graph.subtract(f.K, f.N));
  const NodeId outer = f.graph.divide(one, f.graph.add(one, inner));
  const NodeId plain = f.graph.divide(f.N, f.graph.add(f.K, f.P));
  const std::vector<NodeId> rewritten = f.rewrite({outer, plain});
  const Names at_pole{{"N", 34.0}, {"P", 1.0}, {"a", 0.7}, {"K", 34.0}};
  EXPECT_DOUBLE_EQ(expr::evaluate(f.graph, rewritten[0], at_pole), 0.0);
  EXPECT_DOUBLE_EQ(expr::evaluate(f.graph, rewritten[1], at_pole), 34.0 / 35.0);
}

}  // namespace
}  // namespace heatreel::program
