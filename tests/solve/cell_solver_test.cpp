// SPDX-License-Identifier: GPL-3.0-or-later
#include "heatreel/solve/cell_solver.hpp"

#include "solve/models.hpp"

#include <bit>
#include <cmath>
#include <numbers>
#include <numeric>

#include <gtest/gtest.h>

namespace heatreel::solve {
namespace {

using grid::CellStatus;
using metric::Kind;
using Metrics = std::vector<metric::MetricSpec>;
using test::values;

/// The value of one metric for a model without sweep; `axes` are three parameters.
double single(const model::Model& model, const std::array<std::string, 3>& axes,
              const metric::MetricSpec& metric, const IntegrationOptions& options,
              const ParameterSettings& settings = {}) {
  const auto axis = [&](const std::string& name) {
    return values(name, {model.find_parameter(name)->default_value});
  };
  const grid::ParameterGrid grid(axis(axes[0]), axis(axes[1]), axis(axes[2]));
  CellSolver solver(model, grid, settings, {metric}, options);
  return solver.solve({0, 1}).values[0][0];
}

/// Slope of log(error) over log(dt) when the step is halved.
double order(double error, double error_of_half_step) {
  return std::log2(error / error_of_half_step);
}

TEST(RungeKutta4, converges_with_order_four) {
  const auto decay_error = [](double dt) {
    return std::abs(single(test::decay(), {"k", "a", "b"}, {"y", Kind::final}, {1.0, dt, 1.0}) -
                    std::exp(-1.0));
  };
  EXPECT_NEAR(order(decay_error(0.1), decay_error(0.05)), 4.0, 0.2);
  const auto oscillator_error = [](double dt) {
    const model::Model model = test::oscillator();
    return std::hypot(
        single(model, {"a", "b", "c"}, {"x", Kind::final}, {10.0, dt, 1.0}) - std::cos(10.0),
        single(model, {"a", "b", "c"}, {"v", Kind::final}, {10.0, dt, 1.0}) + std::sin(10.0));
  };
  EXPECT_NEAR(order(oscillator_error(0.05), oscillator_error(0.025)), 4.0, 0.2);
}

TEST(RungeKutta4, takes_time_at_the_stages) {
  // y' = 4t³ is integrated exactly up to rounding, if each stage has its own time (Simpson).
  const model::Model model = model::parse_model(
      "model quartic\ntime t to 2 step 0.5\nstate y = 0\nparameter a = 0\nparameter b = 0\n"
      "rate y = 4*t^3\n",
      "test");
  EXPECT_NEAR(single(model, {"a", "b", "y_0"}, {"y", Kind::final}, {2.0, 0.5, 1.0}), 16.0, 1e-13);
}

TEST(CellSolver, measures_a_harmonic_oscillator) {
  const model::Model model = test::oscillator();
  const IntegrationOptions options{100.0, 0.01, 0.5};
  const auto metric = [&](Kind kind) {
    return single(model, {"a", "b", "c"}, {"x", kind}, options);
  };
  EXPECT_NEAR(metric(Kind::period), 2 * std::numbers::pi, 1e-6);
  EXPECT_NEAR(metric(Kind::amplitude), 2.0, 2e-5);  // samples miss the top by up to dt²/8
  EXPECT_NEAR(metric(Kind::final), std::cos(100.0), 1e-6);
}

TEST(CellSolver, follows_lorenz_as_a_plain_loop_does) {
  const auto rates = [](const std::array<double, 3>& s) {
    return std::array<double, 3>{10.0 * (s[1] - s[0]), s[0] * (28.0 - s[2]) - s[1],
                                 s[0] * s[1] - 8.0 / 3.0 * s[2]};
  };
  const double h = 0.005;
  std::array<double, 3> state{1.0, 1.0, 1.0};
  for (int n = 0; n < 400; ++n) {
    std::array<std::array<double, 3>, 4> k{};
    for (std::size_t stage = 0; stage < 4; ++stage) {
      std::array<double, 3> at = state;
      for (std::size_t i = 0; i < 3 && stage > 0; ++i) {
        at[i] += (stage == 3 ? h : h / 2) * k[stage - 1][i];
      }
      k[stage] = rates(at);
    }
    for (std::size_t i = 0; i < 3; ++i) {
      state[i] += h / 6 * (k[0][i] + 2 * k[1][i] + 2 * k[2][i] + k[3][i]);
    }
  }
  const model::Model model = test::shipped("lorenz");
  const std::array<std::string, 3> axes{"sigma", "rho", "beta"};
  EXPECT_NEAR(single(model, axes, {"x", Kind::final}, {2.0, h, 0.1}), state[0], 1e-9);
  EXPECT_NEAR(single(model, axes, {"z", Kind::final}, {2.0, h, 0.1}), state[2], 1e-9);
}

/// A sweep of the predator–prey model with cells that oscillate, rest and die out.
grid::ParameterGrid predator_prey_grid() {
  return {grid::Axis::range("G", 50, 300, 13, grid::Spacing::linear),
          grid::Axis::range("rec", 10, 50, 11, grid::Spacing::linear),
          values("assoc_ddg", {-1.0, 0.0, 1.0})};
}

const Metrics predator_metrics{{"P", Kind::amplitude}, {"P", Kind::period}, {"P", Kind::mean}};

void expect_same_bits(const ChunkResult& part, const ChunkResult& whole) {
  for (std::size_t m = 0; m < part.values.size(); ++m) {
    for (std::int64_t cell = part.range.begin; cell < part.range.end; ++cell) {
      const double a = part.values[m][static_cast<std::size_t>(cell - part.range.begin)];
      const double b = whole.values[m][static_cast<std::size_t>(cell - whole.range.begin)];
      ASSERT_EQ(std::bit_cast<std::uint64_t>(a), std::bit_cast<std::uint64_t>(b))
          << "metric " << m << " cell " << cell;
    }
  }
}

TEST(CellSolver, gives_a_cell_the_same_bits_in_any_chunk_and_lane) {
  const model::Model model = test::shipped("predator-prey");
  const grid::ParameterGrid grid = predator_prey_grid();
  const IntegrationOptions options{500.0, 1.0, 0.5};
  CellSolver solver(model, grid, {}, predator_metrics, options);
  const ChunkResult whole = solver.solve({0, grid.cells()});
  for (const grid::ChunkRange range :
       {grid::ChunkRange{0, 1}, {1, 2}, {7, 8}, {63, 65}, {5, 140}, {100, 164}, {429 - 1, 429}}) {
    expect_same_bits(solver.solve(range), whole);
  }
  CellSolver another(model, grid, {}, predator_metrics, options);
  expect_same_bits(another.solve({30, 90}), whole);
}

TEST(CellSolver, gives_the_same_bits_with_interpreter_and_machine_code) {
  const model::Model model = test::shipped("predator-prey");
  const grid::ParameterGrid grid = predator_prey_grid();
  const IntegrationOptions options{500.0, 1.0, 0.5};
  CellSolver machine_code(model, grid, {}, predator_metrics, options);
  CellSolver interpreter(model, grid, {}, predator_metrics, options, program::Engine::interpreter);
  expect_same_bits(machine_code.solve({0, grid.cells()}), interpreter.solve({0, grid.cells()}));
}

TEST(CellSolver, fills_exactly_the_cells_of_the_range) {
  const grid::ParameterGrid grid(values("k", {0.0, 1.0, 2.0}), values("a", {0.0}),
                                 values("b", {0.0}));
  CellSolver solver(test::decay(), grid, {}, {{"y", Kind::final}}, {1.0, 0.01, 0.3});
  const ChunkResult result = solver.solve({1, 3});
  EXPECT_EQ(result.range, (grid::ChunkRange{1, 3}));
  ASSERT_EQ(result.values[0].size(), 2U);
  ASSERT_EQ(result.status.size(), 2U);
  EXPECT_NEAR(result.values[0][0], std::exp(-1.0), 1e-9);
  EXPECT_NEAR(result.values[0][1], std::exp(-2.0), 1e-8);
  EXPECT_TRUE(solver.solve({2, 2}).status.empty());
}

TEST(CellSolver, puts_axes_before_settings_before_defaults) {
  const IntegrationOptions options{1.0, 0.01, 0.3};
  const grid::ParameterGrid over_k(values("k", {2.0}), values("a", {0.0}), values("b", {0.0}));
  CellSolver solver(test::decay(), over_k, {{"k", 5.0}, {"y_0", 3.0}}, {{"y", Kind::final}},
                    options);
  EXPECT_NEAR(solver.solve({0, 1}).values[0][0], 3.0 * std::exp(-2.0), 1e-7);
}

TEST(CellSolver, sweeps_initial_values) {
  const grid::ParameterGrid grid(values("y_0", {1.0, 2.0, 4.0}), values("a", {0.0}),
                                 values("k", {1.0}));
  CellSolver solver(test::decay(), grid, {}, {{"y", Kind::max}}, {1.0, 0.1, 1.0});
  EXPECT_EQ(solver.solve({0, 3}).values[0], (std::vector<double>{1.0, 2.0, 4.0}));
}

TEST(CellSolver, takes_as_many_samples_as_the_tail_holds) {
  // y' = 1: y is time, and the mean over samples 0.7, 0.8, 0.9, 1.0 is 0.85.
  const model::Model clock = model::parse_model(
      "model clock\ntime t to 1 step 0.1\nstate y = 0\nparameter a = 0\nparameter b = 0\n"
      "rate y = 1\n",
      "test");
  const std::array<std::string, 3> axes{"a", "b", "y_0"};
  EXPECT_NEAR(single(clock, axes, {"y", Kind::mean}, {1.0, 0.1, 0.3}), 0.85, 1e-14);
  EXPECT_NEAR(single(clock, axes, {"y", Kind::min}, {1.0, 0.1, 0.3}), 0.7, 1e-14);
  EXPECT_NEAR(single(clock, axes, {"y", Kind::min}, {1.0, 0.1, 1.0}), 0.0, 1e-14);
  EXPECT_NEAR(single(clock, axes, {"y", Kind::max}, {1.0, 0.1, 0.3}), 1.0, 1e-14);
}

TEST(CellSolver, keeps_nonnegative_states_nonnegative) {
  // A step far beyond stability throws y below zero unless it is cut off.
  const grid::ParameterGrid grid(values("k", {3.5}), values("a", {0.0}), values("b", {0.0}));
  const IntegrationOptions options{20.0, 1.0, 1.0};
  const Metrics metrics{{"y", Kind::min}};
  const model::Model sink = model::parse_model(
      "model sink\ntime t to 1 step 1\nstate y = 1 nonnegative\nparameter k = 1\nparameter a = 0\n"
      "parameter b = 0\nrate y = -k\n",
      "test");
  CellSolver solver(sink, grid, {}, metrics, options);
  const ChunkResult result = solver.solve({0, 1});
  EXPECT_EQ(result.values[0][0], 0.0);
  EXPECT_EQ(result.status[0], CellStatus::ok);
}

TEST(CellSolver, tells_cells_that_are_not_finite) {
  // y' = y² from y_0 explodes at t = 1/y_0.
  const model::Model blow_up = model::parse_model(
      "model blow_up\ntime t to 2 step 0.01\nstate y = 1 nonnegative\nparameter a = 0\n"
      "parameter b = 0\nrate y = y*y\n",
      "test");
  const grid::ParameterGrid grid(values("y_0", {0.1, 1.0, 0.2}), values("a", {0.0}),
                                 values("b", {0.0}));
  CellSolver solver(blow_up, grid, {}, {{"y", Kind::final}, {"y", Kind::period}}, {2.0, 0.01, 0.3});
  const ChunkResult result = solver.solve({0, 3});
  EXPECT_EQ(result.status,
            (std::vector<CellStatus>{CellStatus::ok, CellStatus::not_finite, CellStatus::ok}));
  EXPECT_NEAR(result.values[0][0], 0.1 / (1 - 0.2), 1e-9);
  EXPECT_TRUE(std::isnan(result.values[0][1]));
  EXPECT_NEAR(result.values[0][2], 0.2 / (1 - 0.4), 1e-9);
}

TEST(CellSolver, a_metric_that_is_not_defined_is_missing_in_itself) {
  const grid::ParameterGrid grid(values("k", {0.25, 1.0}), values("a", {0.0}), values("b", {0.0}));
  CellSolver solver(test::decay(), grid, {},
                    {{"sqrt(0.5-k)", Kind::final}, {"y", Kind::final}, {"1/b", Kind::max}},
                    {1.0, 0.1, 0.3});
  const ChunkResult result = solver.solve({0, 2});
  EXPECT_EQ(result.status, (std::vector<CellStatus>(2, CellStatus::ok)));
  EXPECT_EQ(result.values[0][0], 0.5);
  EXPECT_TRUE(std::isnan(result.values[0][1]));
  EXPECT_NEAR(result.values[1][1], std::exp(-1.0), 1e-6);
  EXPECT_TRUE(std::isnan(result.values[2][0])) << "infinity is no value";
}

TEST(CellSolver, accepts_that_a_cell_has_no_period) {
  const grid::ParameterGrid grid(values("k", {1.0}), values("a", {0.0}), values("b", {0.0}));
  CellSolver solver(test::decay(), grid, {}, {{"y", Kind::period}}, {1.0, 0.1, 0.3});
  const ChunkResult result = solver.solve({0, 1});
  EXPECT_EQ(result.status[0], CellStatus::ok);
  EXPECT_TRUE(std::isnan(result.values[0][0]));
}

TEST(CellSolver, leaves_denormal_numbers_to_others) {
  const grid::ParameterGrid grid(values("k", {1.0}), values("a", {0.0}), values("b", {0.0}));
  CellSolver solver(test::decay(), grid, {{"y_0", 1e-310}}, {{"y", Kind::max}}, {1.0, 0.1, 1.0});
  EXPECT_EQ(solver.solve({0, 1}).values[0][0], 0.0);
  volatile double tiny = 1e-300;
  EXPECT_GT(tiny * 1e-10, 0.0);
}

TEST(CellSolver, keeps_a_nan_of_a_nonnegative_state) {
  // 0/0 in the rate must not be cut off to 0.
  const model::Model undefined = model::parse_model(
      "model undefined\ntime t to 1 step 0.1\nstate y = 0 nonnegative\nparameter a = 0\n"
      "parameter b = 0\nrate y = y/y\n",
      "test");
  const grid::ParameterGrid grid(values("y_0", {0.0, 1.0}), values("a", {0.0}), values("b", {0.0}));
  CellSolver solver(undefined, grid, {}, {{"y", Kind::final}}, {1.0, 0.1, 0.3});
  EXPECT_EQ(solver.solve({0, 2}).status,
            (std::vector<CellStatus>{CellStatus::not_finite, CellStatus::ok}));
}

TEST(CellSolver, takes_a_fixed_exponent_as_if_it_were_typed) {
  const auto toggle = [](const std::string& exponent) {
    return model::parse_model(
        "model toggle\ntime t to 10 step 0.1\nstate u = 1\nstate v = 0.5\nparameter a = 4\n"
        "parameter b = 3\nparameter n = 1\nparameter k = 0.5\nrate u = a/(k^n + v^" +
            exponent + ") - n*u\nrate v = b/(1 + u^" + exponent + ") - v\n",
        "test");
  };
  const grid::ParameterGrid grid(grid::Axis::list("a", {3.0, 4.0}), grid::Axis::list("b", {3.0}),
                                 grid::Axis::list("k", {0.5, 0.7}));
  for (const Integrator integrator : {Integrator::rk4, Integrator::automatic}) {
    IntegrationOptions options{10.0, 0.1, 0.3};
    options.integrator = integrator;
    const std::vector<metric::MetricSpec> metrics{{"u", metric::Kind::final}};
    const auto named = CellSolver(toggle("n"), grid, {{"n", 3.0}}, metrics, options).solve({0, 4});
    const auto typed = CellSolver(toggle("3"), grid, {{"n", 3.0}}, metrics, options).solve({0, 4});
    EXPECT_EQ(named.values, typed.values);
  }
  // Where it is swept, each cell has its own.
  const grid::ParameterGrid swept(grid::Axis::list("n", {2.0, 3.0}), grid::Axis::list("b", {3.0}),
                                  grid::Axis::list("a", {4.0}));
  const IntegrationOptions options{10.0, 0.1, 0.3};
  const std::vector<metric::MetricSpec> metrics{{"u", metric::Kind::final}};
  const auto result = CellSolver(toggle("n"), swept, {}, metrics, options).solve({0, 2});
  for (const std::size_t cell : {0UL, 1UL}) {
    const double n = cell == 0 ? 2.0 : 3.0;
    const auto typed =
        CellSolver(toggle(cell == 0 ? "2" : "3"), grid, {{"n", n}}, metrics, options).solve({1, 2});
    EXPECT_NEAR(result.values[0][cell], typed.values[0][0], 1e-9);
  }
}

}  // namespace
}  // namespace heatreel::solve
