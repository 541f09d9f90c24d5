// SPDX-License-Identifier: GPL-3.0-or-later
// Interpreter and machine code against each other, bit for bit, and against the reference
// evaluator, on every SIMD target of the processor at hand.
#include "heatreel/program/executor.hpp"

#include "on_target.hpp"

#include <bit>
#include <cmath>
#include <limits>
#include <map>
#include <random>
#include <set>
#include <string>

#include <gtest/gtest.h>

#include "heatreel/program/simd.hpp"

namespace heatreel::program {
namespace {

using expr::Graph;
using expr::NodeId;
using expr::Op;

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();
constexpr std::size_t input_count = 6;

bool same(double a, double b) {
  return std::bit_cast<std::uint64_t>(a) == std::bit_cast<std::uint64_t>(b) ||
         (std::isnan(a) && std::isnan(b));
}

/// A program over inputs i0 … i5 with some outputs, and memory to run it on.
struct Bench {
  Graph graph;
  std::vector<NodeId> inputs;
  std::vector<Assignment> assignments;
  SlotTable slots;
  Program program;

  Bench() {
    for (std::size_t i = 0; i < input_count; ++i) {
      inputs.push_back(graph.input("i" + std::to_string(i)));
      slots.place(inputs.back());
    }
  }

  void compile() { program = program::compile(graph, assignments, {}, slots); }

  /// numbers[input][lane] → outputs[assignment][lane]
  std::vector<std::vector<double>> run(SharedCode code,
                                       const std::vector<std::vector<double>>& numbers,
                                       int times = 1, std::size_t count = lanes) const {
    LaneMemory memory(slots.size());
    for (std::size_t input = 0; input < input_count; ++input) {
      for (std::size_t lane = 0; lane < lanes; ++lane) {
        memory.at(slots.at(inputs[input]), lane) = numbers[input][lane];
      }
    }
    Executor(std::move(code)).run(memory, times, count);
    std::vector<std::vector<double>> outputs;
    for (const Assignment& assignment : assignments) {
      outputs.emplace_back();
      for (std::size_t lane = 0; lane < lanes; ++lane) {
        outputs.back().push_back(memory.at(slots.at(assignment.target), lane));
      }
    }
    return outputs;
  }
};

class RandomPrograms {
 public:
  explicit RandomPrograms(unsigned seed) : random_(seed) {}

  /// `size` random operations on inputs and each other; the last few are outputs, some of which
  /// overwrite inputs.
  void fill(Bench& bench, int size) {
    std::vector<NodeId> pool = bench.inputs;
    pool.push_back(bench.graph.constant(0.5));
    pool.push_back(bench.graph.constant(-3.0));
    for (int i = 0; i < size; ++i) {
      pool.push_back(operation(bench.graph, pool));
    }
    for (int i = 0; i < 3; ++i) {
      bench.assignments.push_back({bench.inputs[static_cast<std::size_t>(i)], pick(pool)});
      const NodeId output = bench.graph.input("o" + std::to_string(i));
      bench.assignments.push_back({output, pool[pool.size() - 1 - static_cast<std::size_t>(i)]});
    }
    bench.compile();
  }

  std::vector<std::vector<double>> numbers() {
    const std::vector<double> special{0.0,    -0.0, infinity, -infinity, not_a_number, 1e300,
                                      1e-310, 1.0,  -1.0,     800.0,     -800.0,       1e5};
    std::vector<std::vector<double>> rows(input_count, std::vector<double>(lanes));
    for (auto& row : rows) {
      for (double& value : row) {
        value = random_() % 4 == 0 ? special[random_() % special.size()]
                                   : std::normal_distribution<double>(0.0, 3.0)(random_);
      }
    }
    return rows;
  }

 private:
  NodeId pick(const std::vector<NodeId>& pool) { return pool[random_() % pool.size()]; }

  NodeId operation(Graph& graph, const std::vector<NodeId>& pool) {
    const auto first = static_cast<unsigned>(Op::negate);
    const auto op =
        static_cast<Op>(first + random_() % (static_cast<unsigned>(Op::select) - first + 1));
    switch (expr::arity(op)) {
      case 1:
        return graph.apply(op, pick(pool));
      case 2:
        return graph.apply(op, pick(pool), pick(pool));
      default:
        return graph.apply(op, pick(pool), pick(pool), pick(pool));
    }
  }

  std::mt19937 random_;
};

class OnEachTarget : public testing::TestWithParam<std::int64_t> {};

TEST_P(OnEachTarget, machine_code_and_interpreter_give_the_same_bits) {
  const OnTarget target(GetParam());
  for (unsigned seed = 0; seed < 150; ++seed) {
    RandomPrograms random(seed);
    Bench bench;
    random.fill(bench, 5 + static_cast<int>(seed));
    const auto machine_code = make_machine_code(bench.program);
    if (machine_code == nullptr) {
      return;  // a target that has the interpreter only
    }
    const auto numbers = random.numbers();
    const auto expected = bench.run(make_interpreter(bench.program), numbers, 2);
    const auto got = bench.run(machine_code, numbers, 2);
    for (std::size_t i = 0; i < got.size(); ++i) {
      for (std::size_t lane = 0; lane < lanes; ++lane) {
        ASSERT_TRUE(same(got[i][lane], expected[i][lane]))
            << "seed " << seed << " output " << i << " lane " << lane << ": " << got[i][lane]
            << " and " << expected[i][lane];
      }
    }
  }
}

/// Numbers near each other, or the same special one. `tolerance` is relative.
bool near(double a, double b, double tolerance) {
  return same(a, b) || a == b || std::abs(a - b) <= tolerance * std::max(std::abs(a), std::abs(b));
}

TEST_P(OnEachTarget, computes_the_lanes_asked_for_and_few_more) {
  const OnTarget target(GetParam());
  Bench bench;
  const NodeId first = bench.inputs[0];
  bench.assignments.push_back({first, bench.graph.add(first, bench.graph.constant(1.0))});
  bench.compile();
  const std::vector<std::vector<double>> numbers(input_count, std::vector<double>(lanes, 5.0));
  for (const Engine engine : {Engine::automatic, Engine::interpreter}) {
    const SharedCode code = make_code(bench.program, engine);
    for (const std::size_t count : {1UL, 9UL, 33UL, 64UL}) {
      const std::vector<double> row = bench.run(code, numbers, 3, count)[0];
      for (std::size_t lane = 0; lane < lanes; ++lane) {
        const bool asked = lane < count;
        const bool may_change = lane < (count + 31) / 32 * 32;
        EXPECT_TRUE(row[lane] == 8.0 || (!asked && row[lane] == 5.0)) << count << " " << lane;
        EXPECT_TRUE(may_change || row[lane] == 5.0) << count << " " << lane;
      }
    }
  }
}

TEST_P(OnEachTarget, every_operation_agrees_with_the_reference) {
  const OnTarget target(GetParam());
  Bench bench;
  const std::span in(bench.inputs);
  for (auto op = static_cast<unsigned>(Op::negate); op <= static_cast<unsigned>(Op::select); ++op) {
    const auto kind = static_cast<Op>(op);
    const std::size_t arity = expr::arity(kind);
    const NodeId node = arity == 1   ? bench.graph.apply(kind, in[0])
                        : arity == 2 ? bench.graph.apply(kind, in[0], in[1])
                                     : bench.graph.apply(kind, in[0], in[1], in[2]);
    bench.assignments.push_back({bench.graph.input("o" + std::to_string(op)), node});
  }
  bench.compile();
  for (unsigned seed = 0; seed < 20; ++seed) {
    const auto numbers = RandomPrograms(seed).numbers();
    const auto got = bench.run(make_code(bench.program, Engine::automatic), numbers);
    for (std::size_t lane = 0; lane < lanes; ++lane) {
      std::map<std::string, double, std::less<>> named;
      for (std::size_t i = 0; i < input_count; ++i) {
        named["i" + std::to_string(i)] = numbers[i][lane];
      }
      for (std::size_t i = 0; i < got.size(); ++i) {
        const NodeId node = bench.assignments[i].value;
        const double expected = expr::evaluate(bench.graph, node, named);
        // A difference of products may cancel; this bounds it by what was subtracted.
        const bool fused = bench.graph.node(node).op == Op::fused_multiply_add;
        const double scale = std::abs(numbers[0][lane] * numbers[1][lane]);
        ASSERT_TRUE(near(got[i][lane], expected, 2e-15) ||
                    (fused && std::abs(got[i][lane] - expected) <= 4e-16 * scale))
            << "operation " << i + static_cast<unsigned>(Op::negate) << " of " << numbers[0][lane]
            << ", " << numbers[1][lane] << ", " << numbers[2][lane] << ": " << got[i][lane]
            << " and " << expected;
      }
    }
  }
}

TEST_P(OnEachTarget, elementary_functions_are_good_to_a_few_ulp) {
  const OnTarget target(GetParam());
  struct Case {
    Op op;
    double (*reference)(double);
    double low;
    double high;
  };
  const std::vector<Case> cases{
      {Op::exp, std::exp, -745.0, 709.7},  {Op::exp, std::exp, -1.0, 1.0},
      {Op::log, std::log, 1e-320, 1e-300}, {Op::log, std::log, 0.5, 2.0},
      {Op::log, std::log, 1e-3, 1e9},      {Op::sin, std::sin, -10.0, 10.0},
      {Op::sin, std::sin, -1e6, 1e6},      {Op::cos, std::cos, -10.0, 10.0},
      {Op::cos, std::cos, -4e4, 4e4},      {Op::tan, std::tan, -10.0, 10.0},
      {Op::tan, std::tan, -4e4, 4e4},      {Op::tan, std::tan, 1.5707, 1.5709},
      {Op::tanh, std::tanh, -25.0, 25.0},  {Op::tanh, std::tanh, -1e-3, 1e-3},
      {Op::atan, std::atan, -10.0, 10.0},  {Op::atan, std::atan, -1e300, 1e300},
      {Op::atan, std::atan, -1e-8, 1e-8}};
  for (const Case& test : cases) {
    Bench bench;
    bench.assignments.push_back(
        {bench.graph.input("o"), bench.graph.apply(test.op, bench.inputs[0])});
    bench.compile();
    const auto interpreter = make_interpreter(bench.program);
    std::mt19937 random(1);
    for (int round = 0; round < 50; ++round) {
      std::vector<std::vector<double>> numbers(input_count, std::vector<double>(lanes));
      for (double& value : numbers[0]) {
        value = std::uniform_real_distribution<double>(test.low, test.high)(random);
      }
      const auto got = bench.run(interpreter, numbers)[0];
      for (std::size_t lane = 0; lane < lanes; ++lane) {
        const double expected = test.reference(numbers[0][lane]);
        const double ulp = std::nextafter(std::abs(expected), infinity) - std::abs(expected);
        ASSERT_LE(std::abs(got[lane] - expected), 4.5 * ulp)
            << "operation " << static_cast<int>(test.op) << " of " << numbers[0][lane];
      }
    }
  }
}

/// (i0 0; i1 i2)·x = (i3, i4), and the same matrix for 2·x; the results are x and what solves that.
struct SolvingBench : Bench {
  SolvingBench() {
    const std::vector<MatrixEntry> pattern{{0, 0}, {1, 0}, {1, 1}};
    const auto system = std::make_shared<LaneLu>(2, pattern);
    Stages stages;
    Call call{Operation::factorize, system, 0, 0, 0};
    call.vector = static_cast<std::uint32_t>(system->entries());
    call.growth = call.vector + 2;
    Stage factorizing{{{call.vector, graph.constant(1.0)}, {call.vector + 1, graph.constant(1.0)}},
                      call};
    for (std::size_t i = 0; i < pattern.size(); ++i) {
      factorizing.keeps.emplace_back(system->at(pattern[i].row, pattern[i].column), inputs[i]);
    }
    stages.list.push_back(factorizing);
    stages.rows = call.growth + 1;
    const auto first = solution(stages, call, {inputs[3], inputs[4]});
    const NodeId two = graph.constant(2.0);
    const auto second =
        solution(stages, call, {graph.multiply(two, first[0]), graph.multiply(first[1], two)});
    for (const NodeId value : {first[0], first[1], second[0], second[1]}) {
      assignments.push_back({graph.input("o" + std::to_string(assignments.size())), value});
    }
    program = program::compile(graph, assignments, {}, slots, stages);
  }

  std::vector<NodeId> solution(Stages& stages, const Call& system, std::vector<NodeId> right) {
    Stage stage{{}, {Operation::solve, system.system, system.matrix, stages.rows, 0}};
    std::vector<NodeId> unknowns;
    for (const NodeId value : right) {
      unknowns.push_back(graph.input("x" + std::to_string(stages.rows)));
      stages.temporaries.emplace(unknowns.back(), stages.rows);
      stage.keeps.emplace_back(stages.rows++, value);
    }
    stages.list.push_back(stage);
    return unknowns;
  }
};

TEST_P(OnEachTarget, linear_systems_are_solved_on_the_way) {
  const OnTarget target(GetParam());
  const SolvingBench bench;
  std::mt19937 random(7);
  std::vector<std::vector<double>> numbers(input_count, std::vector<double>(lanes));
  for (auto& row : numbers) {
    for (double& value : row) {
      value = std::uniform_real_distribution<double>(1.0, 3.0)(random);
    }
  }
  const auto expected = bench.run(make_interpreter(bench.program), numbers, 2);
  const auto got = bench.run(make_code(bench.program, Engine::automatic), numbers, 2);
  for (std::size_t lane = 0; lane < lanes; ++lane) {
    const auto in = [&](std::size_t i) { return numbers[i][lane]; };
    const double x = in(3) / in(0);
    const double y = (in(4) - in(1) * x) / in(2);
    const double doubled = 2.0 * x / in(0);
    const std::vector<double> right{x, y, doubled, (2.0 * y - in(1) * doubled) / in(2)};
    for (std::size_t i = 0; i < right.size(); ++i) {
      EXPECT_TRUE(same(got[i][lane], expected[i][lane])) << "output " << i << " lane " << lane;
      EXPECT_NEAR(got[i][lane], right[i], 1e-13) << "output " << i << " lane " << lane;
    }
  }
}

/// i0 counts runs, and i1 = i1 + 1 - i2 where i0 is i3; of the rest, some needs what the usual part
/// computes, stores and overwrites.
struct RareBench : Bench {
  RareBench() {
    const NodeId one = graph.constant(1.0);
    const NodeId next = graph.add(inputs[0], one);
    const NodeId shared = graph.multiply(inputs[4], inputs[4]);
    assignments = {{inputs[0], next}, {inputs[4], graph.add(shared, inputs[5])}};
    const Rarely rarely{
        graph.apply(Op::equal, inputs[0], inputs[3]),
        {{inputs[1], choose(graph.subtract(graph.add(inputs[1], one), inputs[2]), inputs[1])},
         {inputs[2], choose(graph.add(graph.multiply(shared, next), inputs[0]), inputs[2])},
         {inputs[5], choose(inputs[4], inputs[5])}}};
    program = program::compile(graph, assignments, {}, slots, {}, rarely);
    assignments.insert(assignments.end(), rarely.assignments.begin(), rarely.assignments.end());
  }

  NodeId choose(NodeId then, NodeId otherwise) {
    return graph.apply(Op::select, graph.apply(Op::equal, inputs[0], inputs[3]), then, otherwise);
  }
};

TEST_P(OnEachTarget, rare_parts_run_where_their_condition_holds) {
  const OnTarget target(GetParam());
  const RareBench bench;
  ASSERT_TRUE(bench.program.rare);
  std::vector<std::vector<double>> numbers(input_count, std::vector<double>(lanes));
  for (std::size_t lane = 0; lane < lanes; ++lane) {
    numbers[0][lane] = 1.0;
    numbers[1][lane] = 10.0;
    numbers[2][lane] = 0.25;
    numbers[3][lane] = lane % 5 == 0 && lane > 20 ? 2.0 : 7.0;  // the second run, or none
    numbers[4][lane] = 3.0;
    numbers[5][lane] = static_cast<double>(lane);
  }
  for (const Engine engine : {Engine::automatic, Engine::interpreter}) {
    const auto got = bench.run(make_code(bench.program, engine), numbers, 3);
    for (std::size_t lane = 0; lane < lanes; ++lane) {
      const double i5 = numbers[5][lane];
      const bool seen = numbers[3][lane] == 2.0;
      const double second = 9.0 + i5;  // i4 after the first run
      EXPECT_EQ(got[0][lane], 4.0);
      EXPECT_EQ(got[2][lane], seen ? 10.75 : 10.0) << lane;
      EXPECT_EQ(got[3][lane], seen ? second * second * 3.0 + 2.0 : 0.25) << lane;
      EXPECT_EQ(got[4][lane], seen ? second : i5) << lane;
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Targets, OnEachTarget,
                         testing::ValuesIn(hwy::SupportedAndGeneratedTargets()), name_of_target);

TEST(SimdTargets, end_with_what_every_processor_has) {
  const std::vector<Simd> targets = simd_targets();
  EXPECT_EQ(targets.back(), Simd::baseline);
  EXPECT_EQ(std::set<Simd>(targets.begin(), targets.end()).size(), targets.size());
}

TEST(SimdTargets, are_used_when_asked_for) {
  const std::string best = simd_target();
  const std::vector<Simd> targets = simd_targets();
  std::set<std::string> seen;
  for (const Simd simd : targets) {
    use_simd(simd);
    seen.insert(simd_target());
  }
  EXPECT_EQ(seen.size(), targets.size());
  EXPECT_TRUE(seen.contains("baseline (interpreter)"));
  use_simd(Simd::automatic);
  EXPECT_EQ(simd_target(), best);
  EXPECT_EQ(best.find("AVX3"), std::string::npos) << "Highway's word";
}

}  // namespace
}  // namespace heatreel::program
