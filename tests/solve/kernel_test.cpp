// SPDX-License-Identifier: GPL-3.0-or-later
#include "../../src/solve/kernel.hpp"

#include "solve/models.hpp"

#include <algorithm>

#include <gtest/gtest.h>

namespace heatreel::solve {
namespace {

using metric::Kind;

long count(const program::Program& program, program::Operation operation) {
  return std::count_if(program.instructions.begin(), program.instructions.end(),
                       [&](const program::Instruction& i) { return i.operation == operation; });
}

/// Instructions that read nothing but slots of parameters and constants.
long fixed_instructions(const Kernel& kernel, const program::Program& program) {
  const auto fixed = [&](const program::Operand& operand) {
    return operand.kind == program::Operand::Kind::constant ||
           (operand.kind == program::Operand::Kind::slot &&
            std::find(kernel.parameters.begin(), kernel.parameters.end(), operand.index) !=
                kernel.parameters.end());
  };
  return std::count_if(program.instructions.begin(), program.instructions.end(),
                       [&](const program::Instruction& instruction) {
                         const auto* const end =
                             instruction.operands.data() + operands(instruction.operation);
                         return std::all_of(instruction.operands.data(), end, fixed);
                       });
}

Kernel predator_prey(const std::vector<metric::MetricSpec>& metrics) {
  return build_kernel(test::shipped("predator-prey"), metrics, {2600.0, 1.0, 0.3}, Method::rk4,
                      false);
}

const program::Program& transient(const Kernel& kernel) { return kernel.phases.front().program; }
const program::Program& tail(const Kernel& kernel) { return kernel.phases.back().program; }

TEST(Kernel, computes_what_depends_on_parameters_alone_once_a_cell) {
  const Kernel kernel = predator_prey({{"P", Kind::amplitude}, {"P", Kind::period}});
  EXPECT_EQ(count(kernel.begin, program::Operation::exponent_bits), 2);  // of one exponential
  EXPECT_EQ(count(tail(kernel), program::Operation::exponent_bits), 0);
  EXPECT_EQ(fixed_instructions(kernel, transient(kernel)), 0);
  EXPECT_EQ(fixed_instructions(kernel, tail(kernel)), 0);
}

TEST(Kernel, divides_once_a_right_hand_side) {
  const Kernel kernel = predator_prey({{"P", Kind::amplitude}, {"P", Kind::period}});
  EXPECT_EQ(count(transient(kernel), program::Operation::divide), 4);
  EXPECT_EQ(count(tail(kernel), program::Operation::divide), 4);
  ASSERT_TRUE(tail(kernel).rare);
  EXPECT_EQ(count(*tail(kernel).rare, program::Operation::divide), 1) << "for a maximum's height";
}

TEST(Kernel, shares_the_slope_of_a_sample_with_the_first_stage) {
  const Kernel with = predator_prey({{"P", Kind::period}});
  const Kernel without = predator_prey({{"P", Kind::amplitude}});
  EXPECT_EQ(count(tail(with), program::Operation::divide),
            count(tail(without), program::Operation::divide));
}

TEST(Kernel, has_one_accumulator_for_metrics_that_share_it) {
  const Kernel one = predator_prey({{"P", Kind::amplitude}});
  const Kernel three = predator_prey({{"P", Kind::amplitude}, {"P", Kind::min}, {"P", Kind::max}});
  EXPECT_EQ(tail(three).outputs.size(), tail(one).outputs.size());
}

TEST(StepGrid, takes_a_whole_number_of_steps) {
  const model::Model model = test::decay();
  const auto steps = [&](double t_end, double dt, double tail) {
    const StepGrid grid = step_grid(model, {t_end, dt, tail});
    return std::pair(grid.before_tail, grid.all - grid.before_tail);
  };
  using Steps = std::pair<std::int64_t, std::int64_t>;
  EXPECT_EQ(steps(2600.0, 1.0, 0.3), Steps(1820, 780));
  EXPECT_EQ(steps(2600.0, 0.1, 0.3), Steps(18200, 7800));
  EXPECT_EQ(steps(1.0, 0.3, 0.5), Steps(2, 2));   // four steps of 0.25
  EXPECT_EQ(steps(1.0, 0.25, 0.3), Steps(3, 1));  // samples at 0.75 and 1
  EXPECT_EQ(steps(1.0, 1.0, 1.0), Steps(0, 1));
}

}  // namespace
}  // namespace heatreel::solve
