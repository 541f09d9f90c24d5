// SPDX-License-Identifier: GPL-3.0-or-later
// Cells that are solved twice, and cells whose time is limited.
#include "heatreel/solve/trust_solver.hpp"

#include "solve/models.hpp"

#include <cmath>
#include <limits>

#include <gtest/gtest.h>

#include "heatreel/solve/cell_solver.hpp"

namespace heatreel::solve {
namespace {

using grid::CellStatus;
using metric::Kind;
using test::values;

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

/// Knows its results beforehand.
class KnownSolver final : public Solver {
 public:
  KnownSolver(std::vector<std::vector<double>> values, std::vector<CellStatus> status)
      : values_(std::move(values)), status_(std::move(status)) {}

  ChunkResult solve(const grid::ChunkRange& range) override {
    ChunkResult result;
    result.range = range;
    result.values = values_;
    result.status = status_;
    return result;
  }

 private:
  std::vector<std::vector<double>> values_;
  std::vector<CellStatus> status_;
};

std::unique_ptr<Solver> known(std::vector<std::vector<double>> values,
                              std::vector<CellStatus> status) {
  return std::make_unique<KnownSolver>(std::move(values), std::move(status));
}

TEST(TrustSolver, stores_the_better_solution_and_its_distance_from_the_other) {
  const std::vector<CellStatus> fine(5, CellStatus::ok);
  // Agreement; too far; close in absolute terms; no value in both; no value in one.
  TrustSolver solver(known({{100.05, 100.2, 2e-6, nan, nan}}, fine),
                     known({{100.0, 100.0, 1e-6, nan, 3.0}}, fine), {1e-3, 1e-2});
  const ChunkResult result = solver.solve({0, 5});
  ASSERT_EQ(result.values.size(), 2U);
  EXPECT_EQ(result.status,
            (std::vector<CellStatus>{CellStatus::ok, CellStatus::untrusted, CellStatus::ok,
                                     CellStatus::ok, CellStatus::untrusted}));
  EXPECT_EQ(result.values[0][1], 100.0);
  EXPECT_NEAR(result.values[1][0], 0.05, 1e-12);
  EXPECT_NEAR(result.values[1][1], 0.2, 1e-12);
  EXPECT_EQ(result.values[0][4], 3.0);
  EXPECT_TRUE(std::isnan(result.values[1][4]));
}

TEST(TrustSolver, trusts_no_cell_that_failed_once) {
  TrustSolver solver(
      known({{1.0, nan, nan}}, {CellStatus::ok, CellStatus::step_limit, CellStatus::not_finite}),
      known({{nan, 1.0, nan}}, {CellStatus::step_limit, CellStatus::ok, CellStatus::not_finite}),
      {});
  EXPECT_EQ(solver.solve({0, 3}).status,
            (std::vector<CellStatus>{CellStatus::step_limit, CellStatus::untrusted,
                                     CellStatus::not_finite}));
}

TEST(TrustSolver, estimates_an_error_that_is_known) {
  // y = exp(-t) at t = 1: the difference of two steps is close to the coarser one's true error.
  const model::Model model = test::decay();
  const grid::ParameterGrid grid(values("k", {1.0}), values("a", {0.0}), values("b", {0.0}));
  const IntegrationOptions coarse{1.0, 0.5, 0.3};
  const auto solver = [&](const IntegrationOptions& options) {
    return std::make_unique<CellSolver>(model, grid, ParameterSettings{},
                                        std::vector<metric::MetricSpec>{{"y", Kind::final}},
                                        options);
  };
  const double error = std::abs(solver(coarse)->solve({0, 1}).values[0][0] - std::exp(-1.0));
  TrustSolver strict(solver(coarse), solver(tightened(coarse)), {1e-6, 1e-3});
  const ChunkResult result = strict.solve({0, 1});
  EXPECT_EQ(result.status[0], CellStatus::untrusted);
  EXPECT_NEAR(result.values[1][0] / error, 1.0, 0.1);
  EXPECT_LT(std::abs(result.values[0][0] - std::exp(-1.0)), 0.1 * error);
  TrustSolver lenient(solver(coarse), solver(tightened(coarse)), {1e-2, 1e-3});
  EXPECT_EQ(lenient.solve({0, 1}).status[0], CellStatus::ok);
}

TEST(TrustSolver, tightens_tolerances_and_steps) {
  IntegrationOptions options{10.0, 1.0, 0.3};
  options.rtol = 1e-5;
  options.atol = 1e-8;
  const IntegrationOptions tight = tightened(options);
  EXPECT_DOUBLE_EQ(tight.rtol, 1e-6);
  EXPECT_DOUBLE_EQ(tight.atol.value(), 1e-9);
  EXPECT_DOUBLE_EQ(tight.dt, 0.5);
}

class TimeLimit : public testing::TestWithParam<Integrator> {};

TEST_P(TimeLimit, gives_up_cells_that_take_too_long_and_no_others) {
  // 1e9 steps or more would take minutes where the frequency is 1; where it is 0 nothing happens,
  // which rk4 cannot know.
  const model::Model model = model::parse_model(
      "model clocked\ntime t to 1 step 1\nstate x = 1\nstate v = 0\nparameter omega = 1\n"
      "parameter a = 0\nparameter b = 0\nrate x = omega*v\nrate v = -omega*x\n",
      "test");
  const grid::ParameterGrid grid(values("omega", {1.0, 0.0}), values("a", {0.0}),
                                 values("b", {0.0}));
  IntegrationOptions options{2e9, 1.0, 0.3, GetParam()};
  options.max_steps = 1'000'000'000;
  options.cell_timeout = 0.2;
  CellSolver solver(model, grid, {}, {{"x", Kind::max}}, options);
  const ChunkResult slow = solver.solve({0, 1});
  EXPECT_EQ(slow.status[0], CellStatus::time_limit);
  EXPECT_TRUE(std::isnan(slow.values[0][0]));
  if (GetParam() != Integrator::rk4) {
    const ChunkResult both = solver.solve({0, 2});
    EXPECT_EQ(both.status, (std::vector<CellStatus>{CellStatus::time_limit, CellStatus::ok}));
    EXPECT_EQ(both.values[0][1], 1.0);
  }
}

TEST_P(TimeLimit, changes_no_number_of_a_cell_that_is_in_time) {
  const model::Model model = test::shipped("brusselator");
  const grid::ParameterGrid grid(values("A", {1.0}), values("B", {3.0}), values("X_0", {1.0}));
  IntegrationOptions options{300.0, 0.01, 0.3, GetParam()};
  const double value =
      CellSolver(model, grid, {}, {{"X", Kind::mean}}, options).solve({0, 1}).values[0][0];
  options.cell_timeout = 60.0;
  const ChunkResult limited =
      CellSolver(model, grid, {}, {{"X", Kind::mean}}, options).solve({0, 1});
  EXPECT_EQ(limited.status[0], CellStatus::ok);
  EXPECT_EQ(limited.values[0][0], value);
}

INSTANTIATE_TEST_SUITE_P(Integrators, TimeLimit,
                         testing::Values(Integrator::rk4, Integrator::dopri5, Integrator::rodas5p));

}  // namespace
}  // namespace heatreel::solve
