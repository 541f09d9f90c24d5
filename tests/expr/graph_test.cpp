// SPDX-License-Identifier: GPL-3.0-or-later
#include "heatreel/expr/graph.hpp"

#include <cmath>
#include <limits>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace heatreel::expr {
namespace {

using testing::ElementsAre;

constexpr double nan = std::numeric_limits<double>::quiet_NaN();
constexpr double inf = std::numeric_limits<double>::infinity();

using Values = std::map<std::string, double, std::less<>>;

double constant_value(const Graph& graph, NodeId id) {
  EXPECT_EQ(graph.node(id).op, Op::constant);
  return graph.node(id).value;
}

TEST(Graph, SharesEqualSubexpressions) {
  Graph graph;
  const NodeId x = graph.input("x");
  const NodeId y = graph.input("y");
  EXPECT_EQ(graph.input("x"), x);
  EXPECT_EQ(graph.apply(Op::exp, x), graph.apply(Op::exp, x));
  EXPECT_EQ(graph.multiply(x, y), graph.multiply(x, y));
  EXPECT_EQ(graph.size(), 4U);  // x, y, exp(x), x·y
  EXPECT_EQ(graph.inputs(), 2U);
}

TEST(Graph, OrdersOnlyCommutativeArguments) {
  Graph graph;
  const NodeId x = graph.input("x");
  const NodeId y = graph.input("y");
  const NodeId z = graph.input("z");
  for (const Op op : {Op::add, Op::multiply, Op::equal}) {
    EXPECT_EQ(graph.apply(op, x, y), graph.apply(op, y, x));
  }
  // min and max are not commutative where one argument is NaN.
  for (const Op op : {Op::subtract, Op::divide, Op::power, Op::min, Op::max, Op::less}) {
    EXPECT_NE(graph.apply(op, x, y), graph.apply(op, y, x));
  }
  EXPECT_EQ(graph.apply(Op::fused_multiply_add, x, y, z),
            graph.apply(Op::fused_multiply_add, y, x, z));
  EXPECT_NE(graph.apply(Op::fused_multiply_add, x, y, z),
            graph.apply(Op::fused_multiply_add, x, z, y));
}

TEST(Graph, ComparesConstantsByTheirBits) {
  Graph graph;
  EXPECT_EQ(graph.constant(nan), graph.constant(nan));
  EXPECT_NE(graph.constant(0.0), graph.constant(-0.0));
  EXPECT_EQ(graph.constant(0.1), graph.constant(0.1));
  EXPECT_NE(graph.constant(0.1), graph.constant(std::nextafter(0.1, 1.0)));
}

TEST(Graph, FoldsConstantsInDoublePrecision) {
  Graph graph;
  const NodeId a = graph.constant(0.1);
  const NodeId b = graph.constant(0.2);
  EXPECT_EQ(constant_value(graph, graph.add(a, b)), 0.1 + 0.2);
  EXPECT_EQ(constant_value(graph, graph.apply(Op::exp, b)), std::exp(0.2));
  EXPECT_EQ(constant_value(graph, graph.select(graph.constant(0), a, b)), 0.2);
  EXPECT_TRUE(
      std::isnan(constant_value(graph, graph.divide(graph.constant(0), graph.constant(0)))));
}

TEST(Graph, DropsOperationsThatChangeNothing) {
  Graph graph;
  const NodeId x = graph.input("x");
  const NodeId zero = graph.constant(0.0);
  const NodeId one = graph.constant(1.0);
  EXPECT_EQ(graph.add(x, zero), x);
  EXPECT_EQ(graph.add(zero, x), x);
  EXPECT_EQ(graph.subtract(x, zero), x);
  EXPECT_EQ(graph.multiply(x, one), x);
  EXPECT_EQ(graph.multiply(one, x), x);
  EXPECT_EQ(graph.divide(x, one), x);
  EXPECT_EQ(graph.apply(Op::power, x, one), x);
  EXPECT_EQ(graph.apply(Op::power, x, zero), one);
  EXPECT_EQ(graph.apply(Op::negate, graph.apply(Op::negate, x)), x);
  EXPECT_EQ(graph.min(x, x), x);
  EXPECT_EQ(graph.max(x, x), x);
  EXPECT_EQ(graph.select(graph.input("c"), x, x), x);
}

TEST(Graph, KeepsOperationsThatANanWouldShow) {
  Graph graph;
  const NodeId x = graph.input("x");
  const NodeId zero = graph.constant(0.0);
  const Values nothing = {{"x", nan}};
  for (const NodeId id :
       {graph.multiply(x, zero), graph.divide(zero, x), graph.subtract(x, x), graph.divide(x, x)}) {
    EXPECT_TRUE(std::isnan(evaluate(graph, id, nothing)));
  }
  EXPECT_EQ(evaluate(graph, graph.apply(Op::equal, x, x), nothing), 0.0);
  EXPECT_NE(graph.subtract(zero, x), x);
}

TEST(Graph, ChoosesABranchForAConstantCondition) {
  Graph graph;
  const NodeId x = graph.input("x");
  const NodeId y = graph.input("y");
  EXPECT_EQ(graph.select(graph.constant(1), x, y), x);
  EXPECT_EQ(graph.select(graph.constant(-0.0), x, y), y);
  EXPECT_EQ(graph.select(graph.constant(nan), x, y), x);  // NaN ≠ 0
}

TEST(Graph, MultipliesInsteadOfDividingByPowersOfTwoOnly) {
  Graph graph;
  const NodeId x = graph.input("x");
  const NodeId quarter = graph.divide(x, graph.constant(-4.0));
  EXPECT_EQ(quarter, graph.multiply(x, graph.constant(-0.25)));
  for (const double divisor : {3.0, 10.0, 0.0, inf, nan, std::ldexp(1.0, -1074)}) {
    EXPECT_EQ(graph.node(graph.divide(x, graph.constant(divisor))).op, Op::divide) << divisor;
  }
  // The reciprocal of 2^1023 is subnormal and still exact.
  const NodeId tiny = graph.divide(x, graph.constant(std::ldexp(1.0, 1023)));
  EXPECT_EQ(graph.node(tiny).op, Op::multiply);
  EXPECT_EQ(evaluate(graph, tiny, {{"x", 1.7e308}}), 1.7e308 / std::ldexp(1.0, 1023));
}

TEST(EvaluateOp, FollowsTheWrittenRuleForNan) {
  const auto two = [](Op op, double a, double b) { return evaluate_op(op, a, b, 0); };
  EXPECT_EQ(two(Op::min, nan, 2), 2);
  EXPECT_TRUE(std::isnan(two(Op::min, 2, nan)));
  EXPECT_EQ(two(Op::max, nan, 2), 2);
  EXPECT_TRUE(std::isnan(two(Op::max, 2, nan)));
  for (const Op op : {Op::less, Op::less_equal, Op::equal}) {
    EXPECT_EQ(two(op, nan, 1), 0);
    EXPECT_EQ(two(op, 1, nan), 0);
    EXPECT_EQ(two(op, nan, nan), 0);
  }
  EXPECT_EQ(evaluate_op(Op::select, nan, 5, 6), 5);
}

TEST(EvaluateOp, GivesKnownNumbers) {
  EXPECT_EQ(evaluate_op(Op::floor, -1.5, 0, 0), -2);
  EXPECT_EQ(evaluate_op(Op::abs, -1.5, 0, 0), 1.5);
  EXPECT_EQ(evaluate_op(Op::power, 2, 10, 0), 1024);
  EXPECT_EQ(evaluate_op(Op::less, 1, 2, 0), 1);
  EXPECT_EQ(evaluate_op(Op::less_equal, 2, 2, 0), 1);
  EXPECT_EQ(evaluate_op(Op::fused_multiply_add, 3, 4, 5), 17);
  EXPECT_NEAR(evaluate_op(Op::log, 10, 0, 0), 2.302585092994046, 1e-15);
  EXPECT_NEAR(evaluate_op(Op::tan, 0.5, 0, 0), 0.5463024898437905, 1e-15);
  EXPECT_NEAR(evaluate_op(Op::tanh, 0.5, 0, 0), 0.46211715726000975, 1e-15);
}

TEST(Arity, CountsArgumentsOfEachGroup) {
  EXPECT_EQ(arity(Op::constant), 0U);
  EXPECT_EQ(arity(Op::input), 0U);
  EXPECT_EQ(arity(Op::negate), 1U);
  EXPECT_EQ(arity(Op::tanh), 1U);
  EXPECT_EQ(arity(Op::add), 2U);
  EXPECT_EQ(arity(Op::equal), 2U);
  EXPECT_EQ(arity(Op::fused_multiply_add), 3U);
  EXPECT_EQ(arity(Op::select), 3U);
}

TEST(Dependencies, ListsEachNodeOnceInRisingOrder) {
  Graph graph;
  const NodeId x = graph.input("x");
  graph.input("unused");
  const NodeId square = graph.multiply(x, x);
  const NodeId sum = graph.add(square, x);
  const std::vector<NodeId> roots = {sum, square, sum};
  EXPECT_THAT(dependencies(graph, roots), ElementsAre(x, square, sum));
  EXPECT_THAT(dependencies(graph, {}), ElementsAre());
}

TEST(Substitute, ReplacesInputsOfAnotherGraph) {
  Graph from;
  const NodeId x = from.input("x");
  const std::vector<NodeId> roots = {from.add(from.multiply(x, x), from.input("y")), x};
  Graph to;
  const auto images = substitute(from, roots, to, {{"x", to.constant(3)}});
  EXPECT_EQ(evaluate(to, images[0], {{"y", 5}}), 14);
  EXPECT_EQ(to.node(images[1]).value, 3);
  EXPECT_EQ(to.inputs(), 1U);  // y, under its own name
}

TEST(Substitute, WorksWithinOneGraph) {
  // Many inputs at once, so that the node table has to grow while it is being read.
  Graph graph;
  NodeId sum = graph.constant(1);
  for (int i = 0; i < 1000; ++i) {
    sum = graph.add(graph.apply(Op::sqrt, sum), graph.input("x" + std::to_string(i)));
  }
  Values values;
  std::map<std::string, NodeId, std::less<>> doubled;
  for (int i = 0; i < 1000; ++i) {
    const std::string name = "x" + std::to_string(i);
    values[name] = i;
    doubled[name] = graph.multiply(graph.input(name), graph.constant(2));
  }
  double truth = 1;
  for (int i = 0; i < 1000; ++i) {
    truth = std::sqrt(truth) + 2.0 * i;
  }
  const NodeId image = substitute(graph, std::span(&sum, 1), graph, doubled)[0];
  EXPECT_EQ(evaluate(graph, image, values), truth);
}

TEST(Substitute, FoldsWhatBecomesConstant) {
  Graph from;
  const NodeId root = from.divide(from.input("a"), from.input("b"));
  Graph to;
  const auto image =
      substitute(from, std::span(&root, 1), to, {{"a", to.constant(1)}, {"b", to.constant(3)}})[0];
  EXPECT_EQ(constant_value(to, image), 1.0 / 3.0);
}

TEST(InputsOf, NamesThemInTheOrderTheyWereMade) {
  Graph graph;
  const NodeId b = graph.input("b");
  const NodeId a = graph.input("a");
  graph.input("c");
  const NodeId root = graph.divide(a, b);
  EXPECT_THAT(inputs_of(graph, std::span(&root, 1)), ElementsAre("b", "a"));
}

TEST(Graph, StandsAHundredThousandNodesInARow) {
  // Recursion over such a chain would overflow the stack; quadratic work would not end.
  Graph graph;
  const NodeId x = graph.input("x");
  NodeId root = x;
  for (int i = 0; i < 100'000; ++i) {
    root = graph.add(graph.multiply(root, graph.constant(0.5)), x);
  }
  EXPECT_EQ(graph.size(), 200'002U);
  EXPECT_NEAR(evaluate(graph, root, {{"x", 3.0}}), 6.0, 1e-12);
  Graph copy;
  substitute(graph, std::span(&root, 1), copy, {});
  EXPECT_EQ(copy.size(), graph.size());
}

TEST(GraphDeathTest, AMissingInputIsABrokenContract) {
  Graph graph;
  const NodeId x = graph.input("x");
  EXPECT_DEATH(evaluate(graph, x, {}), "does not hold");
}

}  // namespace
}  // namespace heatreel::expr
