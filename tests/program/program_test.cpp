// SPDX-License-Identifier: GPL-3.0-or-later
#include "heatreel/program/program.hpp"

#include "../../src/program/instruction_order.hpp"

#include <algorithm>

#include <gtest/gtest.h>

#include "heatreel/program/variance.hpp"

namespace heatreel::program {
namespace {

using expr::Graph;
using expr::NodeId;

/// A graph with the inputs a, b, c in slots 0, 1, 2 and the output "result".
struct Fixture {
  Graph graph;
  NodeId a = graph.input("a");
  NodeId b = graph.input("b");
  NodeId c = graph.input("c");
  NodeId result = graph.input("result");
  SlotTable slots;

  Program compile(NodeId value, const std::unordered_set<NodeId>& known = {}) {
    for (const NodeId input : {a, b, c}) {
      slots.place(input);
    }
    for (const NodeId node : known) {
      slots.place(node);
    }
    const std::vector<Assignment> assignments{{result, value}};
    return program::compile(graph, assignments, known, slots);
  }
};

std::vector<Operation> operations(const Program& program) {
  std::vector<Operation> result;
  for (const Instruction& instruction : program.instructions) {
    result.push_back(instruction.operation);
  }
  return result;
}

using List = std::vector<Operation>;

TEST(Compile, leaves_out_what_no_output_needs) {
  Fixture f;
  f.graph.divide(f.a, f.b);
  EXPECT_EQ(operations(f.compile(f.graph.add(f.a, f.b))), List{Operation::add});
}

TEST(Compile, fuses_products_with_sums_and_differences) {
  Fixture f;
  const NodeId product = f.graph.multiply(f.a, f.b);
  EXPECT_EQ(operations(f.compile(f.graph.add(product, f.c))), List{Operation::multiply_add});
  EXPECT_EQ(operations(f.compile(f.graph.subtract(product, f.c))),
            List{Operation::multiply_subtract});
  EXPECT_EQ(operations(f.compile(f.graph.subtract(f.c, product))),
            List{Operation::negative_multiply_add});
}

TEST(Compile, does_not_fuse_a_product_that_is_used_twice) {
  Fixture f;
  const NodeId product = f.graph.multiply(f.a, f.b);
  const NodeId sum = f.graph.add(product, f.c);
  const Program program = f.compile(f.graph.divide(sum, product));
  EXPECT_EQ(operations(program), (List{Operation::multiply, Operation::add, Operation::divide}));
}

TEST(Compile, computes_common_subexpressions_once) {
  Fixture f;
  const NodeId first = f.graph.divide(f.a, f.b);
  const NodeId second = f.graph.divide(f.a, f.b);
  const Program program = f.compile(f.graph.multiply(first, second));
  EXPECT_EQ(operations(program), (List{Operation::divide, Operation::multiply}));
}

TEST(Compile, takes_comparisons_into_selects) {
  Fixture f;
  const NodeId condition = f.graph.less(f.a, f.b);
  const NodeId value = f.graph.select(condition, f.a, f.c);
  EXPECT_EQ(operations(f.compile(value)), List{Operation::select_less});
  EXPECT_EQ(operations(f.compile(f.graph.select(f.a, f.b, f.c))),
            List{Operation::select_not_equal});
}

TEST(Compile, computes_powers_with_small_constant_exponents_without_logarithms) {
  const auto power = [](double exponent) {
    Fixture f;
    return operations(f.compile(f.graph.apply(expr::Op::power, f.a, f.graph.constant(exponent))));
  };
  EXPECT_EQ(power(2.0), List{Operation::multiply});
  EXPECT_EQ(power(-1.0), List{Operation::divide});
  EXPECT_EQ(power(0.5), List{Operation::sqrt});
  EXPECT_EQ(power(1.5), (List{Operation::sqrt, Operation::multiply}));
  EXPECT_EQ(power(-0.5), (List{Operation::sqrt, Operation::divide}));
  EXPECT_EQ(power(16.0), List(4, Operation::multiply));
  EXPECT_EQ(power(16.5), List{Operation::power});
  EXPECT_EQ(power(17.0), List{Operation::power});
  EXPECT_EQ(power(0.3), List{Operation::power});
}

TEST(InvariantsOf, hold_powers_of_parameters) {
  // Hill's function: what is in its denominator beside the state is computed once a cell.
  Graph graph;
  const NodeId x = graph.input("x");
  const NodeId K = graph.input("K");
  const NodeId n = graph.input("n");
  const NodeId power = graph.apply(expr::Op::power, x, n);
  const NodeId half = graph.apply(expr::Op::power, K, n);
  const std::vector<NodeId> rates{graph.divide(power, graph.add(half, power))};
  EXPECT_EQ(invariants_of(graph, rates, {K, n}), std::vector<NodeId>{half});
}

TEST(Compile, reads_known_nodes_from_their_slots) {
  Fixture f;
  const NodeId invariant = f.graph.multiply(f.a, f.b);
  const Program program = f.compile(f.graph.add(invariant, f.c), {invariant});
  EXPECT_EQ(operations(program), List{Operation::add});
}

TEST(Compile, marks_constants) {
  Fixture f;
  const NodeId three = f.graph.constant(3.0);
  const Program program = f.compile(f.graph.add(f.a, three));
  EXPECT_EQ(program.constants, std::vector<double>{3.0});
}

TEST(StorePoints, wait_for_the_last_read_of_the_slot) {
  Graph graph;
  const NodeId x = graph.input("x");
  const NodeId y = graph.input("y");
  SlotTable slots;
  slots.place(x);
  slots.place(y);
  // x and y change places.
  const std::vector<Assignment> swap{{x, y}, {y, x}};
  const Program program = compile(graph, swap, {}, slots);
  ASSERT_EQ(program.instructions.size(), 2U);
  const auto points = store_points(program);
  EXPECT_TRUE(points[0].empty());
  EXPECT_EQ(points[1].size(), 2U);
}

TEST(InstructionOrder, keeps_fewer_values_alive) {
  Fixture f;
  // All quotients first, then their sum: the order of the graph. Better: add as they come.
  std::vector<NodeId> quotients;
  for (int i = 1; i <= 20; ++i) {
    quotients.push_back(f.graph.divide(f.a, f.graph.add(f.b, f.graph.constant(i))));
  }
  NodeId sum = f.c;
  for (const NodeId quotient : quotients) {
    sum = f.graph.add(sum, quotient);
  }
  const Program program = f.compile(sum);
  const std::vector<std::uint32_t> last = last_uses(program);
  std::size_t longest = 0;
  for (std::uint32_t i = 0; i < last.size(); ++i) {
    longest = std::max<std::size_t>(longest, last[i] - i);
  }
  EXPECT_LT(longest, 5U);
}

TEST(CriticalPath, is_that_of_the_longest_chain) {
  Fixture f;
  const NodeId chain = f.graph.divide(f.graph.divide(f.a, f.b), f.graph.add(f.a, f.c));
  EXPECT_EQ(critical_path(f.compile(chain)), 26U);
}

}  // namespace
}  // namespace heatreel::program
