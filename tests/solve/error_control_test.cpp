// SPDX-License-Identifier: GPL-3.0-or-later
// Integrators with error control, against analytic results and numbers from the literature.
#include "solve/models.hpp"

#include <bit>
#include <cmath>
#include <numbers>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "heatreel/solve/cell_solver.hpp"

namespace heatreel::solve {
namespace {

using grid::CellStatus;
using metric::Kind;
using Metrics = std::vector<metric::MetricSpec>;
using test::name_of;
using test::one_cell;
using test::single;
using test::values;

IntegrationOptions options(double t_end, double tail, Integrator integrator = Integrator::automatic,
                           double rtol = 1e-6) {
  IntegrationOptions result;
  result.t_end = t_end;
  result.tail = tail;
  result.integrator = integrator;
  result.rtol = rtol;
  return result;
}

/// A model without parameters of its own, and the three that axes need.
model::Model equations(const std::string& statements) {
  return model::parse_model(
      "model test\ntime t to 1 step 1\nparameter u = 0\nparameter v = 0\n"
      "parameter w = 0\n" +
          statements,
      "test");
}

class Adaptive : public testing::TestWithParam<Integrator> {};

TEST_P(Adaptive, keeps_a_harmonic_oscillator_over_a_thousand_periods) {
  const double t_end = 2000 * std::numbers::pi;
  const model::Model model = test::oscillator();
  const IntegrationOptions how = options(t_end, 0.01, GetParam(), 1e-10);
  EXPECT_NEAR(single(model, {"x", Kind::final}, how), 1.0, 1e-5);
  EXPECT_NEAR(single(model, {"v", Kind::final}, how), 0.0, 1e-5);
  EXPECT_NEAR(single(model, {"x", Kind::period}, how), 2 * std::numbers::pi, 1e-7);
  EXPECT_NEAR(single(model, {"x", Kind::amplitude}, how), 2.0, 1e-5);
  EXPECT_NEAR(single(model, {"x", Kind::mean}, options(t_end, 0.01, GetParam(), 1e-10)), 0.0, 1e-6);
}

TEST_P(Adaptive, sees_maxima_between_steps) {
  const double value =
      single(test::oscillator(), {"x", Kind::max}, options(20.0, 0.5, GetParam(), 1e-6));
  EXPECT_NEAR(value, 1.0, 1e-5);
}

TEST_P(Adaptive, finds_the_period_of_van_der_pol) {
  // Period of the limit cycle at mu = 1, e.g. Andersen & Geer, SIAM J. Appl. Math. 42 (1982).
  EXPECT_NEAR(single(test::shipped("van-der-pol"), {"x", Kind::period},
                     options(200.0, 0.5, GetParam(), 1e-8)),
              6.6633, 1e-4);
}

TEST_P(Adaptive, meets_the_hopf_bifurcation_of_the_brusselator) {
  // At onset, B = 1 + A², the period is 2π/A.
  const model::Model model = test::shipped("brusselator");
  for (const double A : {0.7, 1.0, 1.5}) {
    const double hopf = 1.0 + A * A;
    const ParameterSettings above{{"A", A}, {"B", hopf + 0.01}};
    EXPECT_NEAR(single(model, {"X", Kind::period}, options(4000, 0.1, GetParam()), above),
                2 * std::numbers::pi / A, 0.02);
    const ParameterSettings below{{"A", A}, {"B", hopf - 0.05}};
    EXPECT_TRUE(
        std::isnan(single(model, {"X", Kind::period}, options(4000, 0.1, GetParam()), below)));
  }
}

TEST_P(Adaptive, takes_time_at_the_stages) {
  const model::Model model = model::parse_model(
      "model driven\ntime t to 2 step 0.5\nstate y = 0\nparameter a = 1\nparameter b = 0\n"
      "parameter c = 0\nrate y = a*cos(t)\n",
      "test");
  EXPECT_NEAR(single(model, {"y", Kind::final}, options(10.0, 0.5, GetParam(), 1e-9)),
              std::sin(10.0), 1e-8);
}

TEST_P(Adaptive, averages_over_time_and_not_over_steps) {
  // y = exp(-t) over [0, 10]: many short steps where y is large.
  EXPECT_NEAR(single(test::decay(), {"y", Kind::mean}, options(10.0, 1.0, GetParam())),
              (1.0 - std::exp(-10.0)) / 10.0, 1e-6);
  EXPECT_NEAR(single(test::decay("nonnegative"), {"y", Kind::mean}, options(10.0, 1.0, GetParam())),
              (1.0 - std::exp(-10.0)) / 10.0, 1e-4);
}

TEST_P(Adaptive, keeps_nonnegative_states_nonnegative) {
  const model::Model sink = model::parse_model(
      "model sink\ntime t to 1 step 1\nstate y = 1 nonnegative\nparameter k = 0.3\n"
      "parameter a = 0\nparameter b = 0\nrate y = -k\n",
      "test");
  const ChunkResult result =
      one_cell(sink, {{"y", Kind::min}, {"y", Kind::final}}, options(20.0, 1.0, GetParam()));
  EXPECT_EQ(result.status[0], CellStatus::ok);
  EXPECT_EQ(result.values[0][0], 0.0);
  EXPECT_EQ(result.values[1][0], 0.0);
}

TEST_P(Adaptive, does_not_stall_in_a_deep_dip) {
  // y' = y·cos(t/50)·10: y falls from 1 to exp(-1000)... and comes back to 1 after each period.
  const model::Model dip = model::parse_model(
      "model dip\ntime t to 1 step 1\nstate y = 1 nonnegative\nparameter k = 10\nparameter a = 0\n"
      "parameter b = 0\nrate y = -k*y*sin(t/50)\n",
      "test");
  const double period = 100 * std::numbers::pi;
  EXPECT_NEAR(single(dip, {"y", Kind::final}, options(2 * period, 0.1, GetParam(), 1e-9)), 1.0,
              1e-3);
}

TEST_P(Adaptive, leaves_a_population_of_zero_at_zero) {
  const model::Model model = model::parse_model(
      "model growth\ntime t to 1 step 1\nstate y = 0 nonnegative\nparameter k = 10\n"
      "parameter a = 0\nparameter b = 0\nrate y = k*y*(1 - y)\n",
      "test");
  const ChunkResult result =
      one_cell(model, {{"y", Kind::max}, {"y", Kind::mean}, {"y", Kind::final}},
               options(1e4, 0.3, GetParam()));
  EXPECT_EQ(result.status[0], CellStatus::ok);
  EXPECT_EQ(result.values[0][0], 0.0);
  EXPECT_EQ(result.values[1][0], 0.0);
  EXPECT_EQ(result.values[2][0], 0.0);
}

TEST_P(Adaptive, begins_at_0_as_any_power_of_time) {
  // b' = a^p with a = t: the error of a first step from 0 is the same part of b at any width.
  for (const double p : {0.5, 1.7, 2.5, 8.0}) {
    const model::Model model =
        equations(fmt::format("state a = 0\nstate b = 0\nrate a = 1\nrate b = a^{}\n", p));
    const double exact = 1.0 / (p + 1.0);
    EXPECT_NEAR(single(model, {"b", Kind::final}, options(1.0, 0.3, GetParam())) / exact, 1.0, 1e-5)
        << p;
  }
}

TEST_P(Adaptive, takes_powers_of_states_that_stages_put_below_0) {
  // e = t^5/120 comes out below 0 at a stage of the first steps, where e^0.3 has no value.
  const model::Model model = equations(
      "parameter half = 0.5\nstate a = 0\nstate b = 0\n"
      "state c = 0\nstate d = 0\nstate e = 0\nstate y = 0\nstate z = 0\nrate a = 1\nrate b = a\n"
      "rate c = b\nrate d = c\nrate e = d\nrate y = e^0.3\nrate z = sqrt(half*e)\n");
  const IntegrationOptions how = options(2.0, 0.3, GetParam());
  const double y = std::pow(1.0 / 120.0, 0.3) * std::pow(2.0, 2.5) / 2.5;
  const double z = std::sqrt(1.0 / 240.0) * std::pow(2.0, 3.5) / 3.5;
  EXPECT_NEAR(single(model, {"y", Kind::final}, how) / y, 1.0, 1e-5);
  EXPECT_NEAR(single(model, {"z", Kind::final}, how) / z, 1.0, 1e-5);
}

TEST_P(Adaptive, gives_no_value_to_powers_of_states_below_0) {
  const model::Model model = equations("state x = 1\nstate y = 0\nrate x = -1\nrate y = x^0.5\n");
  EXPECT_EQ(one_cell(model, {{"y", Kind::final}}, options(2.0, 0.3, GetParam())).status[0],
            CellStatus::not_finite);
}

TEST_P(Adaptive, tells_cells_that_are_not_finite) {
  // y' = y² from y_0 explodes at t = 1/y_0.
  for (const char* declaration : {"nonnegative", ""}) {
    const model::Model blow_up =
        model::parse_model(std::string("model blow_up\ntime t to 2 step 0.01\nstate y = 1 ") +
                               declaration + "\nparameter a = 0\nparameter b = 0\nrate y = y*y\n",
                           "test");
    const grid::ParameterGrid grid(values("y_0", {0.1, 1.0, 0.2}), values("a", {0.0}),
                                   values("b", {0.0}));
    CellSolver solver(blow_up, grid, {}, {{"y", Kind::final}}, options(2.0, 0.3, GetParam()));
    const ChunkResult result = solver.solve({0, 3});
    EXPECT_EQ(result.status,
              (std::vector<CellStatus>{CellStatus::ok, CellStatus::not_finite, CellStatus::ok}));
    EXPECT_NEAR(result.values[0][0], 0.1 / (1 - 0.2), 1e-6);
    EXPECT_TRUE(std::isnan(result.values[0][1]));
    EXPECT_NEAR(result.values[0][2], 0.2 / (1 - 0.4), 1e-6);
  }
}

TEST_P(Adaptive, a_metric_that_is_not_defined_is_missing_in_itself) {
  const grid::ParameterGrid grid(values("k", {0.25, 1.0}), values("a", {0.0}), values("b", {0.0}));
  CellSolver solver(test::decay(), grid, {}, {{"sqrt(0.5-k)", Kind::mean}, {"y", Kind::final}},
                    options(1.0, 0.3, GetParam()));
  const ChunkResult result = solver.solve({0, 2});
  EXPECT_EQ(result.status, (std::vector<CellStatus>(2, CellStatus::ok)));
  EXPECT_NEAR(result.values[0][0], 0.5, 1e-12);
  EXPECT_TRUE(std::isnan(result.values[0][1]));
  EXPECT_NEAR(result.values[1][1], std::exp(-1.0), 1e-6);
}

TEST_P(Adaptive, tells_states_that_grow_beyond_numbers_while_their_logarithms_do_not) {
  // y = exp(-k t), and of two cells the second has exp(1000) at the end; with a = 1 it comes back.
  for (const Kind kind : {Kind::mean, Kind::final, Kind::max}) {
    const grid::ParameterGrid grid(values("k", {-1.0, -1000.0}), values("a", {0.0}),
                                   values("b", {0.0}));
    CellSolver solver(test::decay("nonnegative"), grid, {}, {{"y", kind}, {"a", Kind::final}},
                      options(1.0, 0.3, GetParam()));
    const ChunkResult result = solver.solve({0, 2});
    EXPECT_EQ(result.status, (std::vector<CellStatus>{CellStatus::ok, CellStatus::not_finite}));
    EXPECT_TRUE(std::isnan(result.values[1][1]));
  }
}

TEST_P(Adaptive, tells_states_that_were_infinite_on_the_way) {
  // ln y = 1000·sin(t): y is 1 at both ends, and at its highest e^1000.
  const model::Model wave = model::parse_model(
      "model wave\ntime t to 3.141592653589793 step 0.1\nstate y = 1 nonnegative\n"
      "parameter a = 0\nparameter b = 0\nparameter c = 0\nrate y = 1000*cos(t)*y\n",
      "test");
  EXPECT_EQ(
      one_cell(wave, {{"y", Kind::max}}, options(3.141592653589793, 1.0, GetParam())).status[0],
      CellStatus::not_finite);
}

TEST_P(Adaptive, tells_cells_whose_rates_are_no_numbers) {
  const model::Model undefined = model::parse_model(
      "model undefined\ntime t to 1 step 0.1\nstate y = 1\nparameter a = 0\nparameter b = 0\n"
      "parameter c = 0\nrate y = sqrt(0.5 - t)\n",
      "test");
  EXPECT_EQ(one_cell(undefined, {{"y", Kind::final}}, options(1.0, 0.3, GetParam())).status[0],
            CellStatus::not_finite);
}

TEST_P(Adaptive, stops_at_the_step_limit) {
  IntegrationOptions how = options(1000.0, 0.3, GetParam());
  how.max_steps = 100;
  const ChunkResult result = one_cell(test::oscillator(), {{"x", Kind::final}}, how);
  EXPECT_EQ(result.status[0], CellStatus::step_limit);
  EXPECT_TRUE(std::isnan(result.values[0][0]));
  how.t_end = 10.0;
  EXPECT_EQ(one_cell(test::oscillator(), {{"x", Kind::final}}, how).status[0], CellStatus::ok);
}

TEST_P(Adaptive, looks_at_exactly_the_tail) {
  const model::Model clock = model::parse_model(
      "model clock\ntime t to 1 step 0.1\nstate y = 0\nparameter a = 0\nparameter b = 0\n"
      "parameter c = 0\nrate y = 1\n",
      "test");
  for (const double tail : {0.3, 0.05, 1.0}) {
    const IntegrationOptions how = options(7.0, tail, GetParam());
    EXPECT_NEAR(single(clock, {"y", Kind::min}, how), 7.0 * (1 - tail), 1e-12);
    EXPECT_NEAR(single(clock, {"y", Kind::max}, how), 7.0, 1e-12);
    EXPECT_NEAR(single(clock, {"y", Kind::mean}, how), 7.0 * (1 - tail / 2), 1e-7);
  }
}

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

/// A sweep of the predator–prey model with cells that oscillate, rest and die out.
grid::ParameterGrid predator_prey_grid() {
  return {grid::Axis::range("G", 50, 300, 13, grid::Spacing::linear),
          grid::Axis::range("rec", 10, 50, 11, grid::Spacing::linear),
          values("assoc_ddg", {-4.0, 0.0, 1.0})};
}

const Metrics predator_metrics{{"P", Kind::amplitude}, {"P", Kind::period}, {"N", Kind::mean}};

TEST_P(Adaptive, gives_a_cell_the_same_bits_in_any_chunk_and_lane) {
  const model::Model model = test::shipped("predator-prey");
  const grid::ParameterGrid grid = predator_prey_grid();
  const IntegrationOptions how = options(500.0, 0.5, GetParam(), 1e-5);
  CellSolver solver(model, grid, {}, predator_metrics, how);
  const ChunkResult whole = solver.solve({0, grid.cells()});
  for (const grid::ChunkRange range :
       {grid::ChunkRange{0, 1}, {1, 2}, {7, 8}, {63, 65}, {5, 140}, {100, 164}, {428, 429}}) {
    expect_same_bits(solver.solve(range), whole);
  }
  CellSolver another(model, grid, {}, predator_metrics, how);
  expect_same_bits(another.solve({30, 190}), whole);
}

/// Brusselators that run through limit cycles and others that come to rest, for long enough to be
/// watched.
grid::ParameterGrid brusselator_grid() {
  return {grid::Axis::range("A", 0.5, 1.5, 9, grid::Spacing::linear),
          grid::Axis::range("B", 1, 4, 9, grid::Spacing::linear), values("X_0", {1.0})};
}

const Metrics brusselator_metrics{{"X", Kind::amplitude},
                                  {"X", Kind::period},
                                  {"X", Kind::min},
                                  {"X", Kind::max},
                                  {"Y", Kind::mean}};

std::size_t differing(const ChunkResult& a, const ChunkResult& b, std::size_t metric) {
  std::size_t count = 0;
  for (std::size_t cell = 0; cell < a.status.size(); ++cell) {
    count += std::bit_cast<std::uint64_t>(a.values[metric][cell]) !=
                     std::bit_cast<std::uint64_t>(b.values[metric][cell])
                 ? 1
                 : 0;
  }
  return count;
}

TEST_P(Adaptive, skips_cycles_without_a_change_of_the_metrics) {
  const model::Model model = test::shipped("brusselator");
  const grid::ParameterGrid grid = brusselator_grid();
  IntegrationOptions how = options(1500.0, 0.1, GetParam());
  const ChunkResult stopped =
      CellSolver(model, grid, {}, brusselator_metrics, how).solve({0, grid.cells()});
  how.early_stop = false;
  const ChunkResult whole =
      CellSolver(model, grid, {}, brusselator_metrics, how).solve({0, grid.cells()});
  EXPECT_GT(differing(stopped, whole, 0), 20U);  // something was skipped
  for (std::size_t m = 0; m < brusselator_metrics.size(); ++m) {
    for (std::size_t cell = 0; cell < whole.status.size(); ++cell) {
      const double expected = whole.values[m][cell];
      if (std::isnan(expected)) {
        EXPECT_TRUE(std::isnan(stopped.values[m][cell])) << "metric " << m << " cell " << cell;
      } else {
        EXPECT_NEAR(stopped.values[m][cell], expected, 1e-4 * std::max(1.0, std::abs(expected)))
            << "metric " << m << " cell " << cell;
      }
    }
  }
}

TEST_P(Adaptive, skips_nothing_where_phase_or_time_matter) {
  const model::Model brusselator = test::shipped("brusselator");
  const model::Model driven = model::parse_model(
      "model driven\ntime t to 1 step 1\nstate x = 1\nstate v = 0\nparameter k = 1\n"
      "parameter c = 0.1\nparameter F = 1\nrate x = v\nrate v = F*cos(2*t) - k*x - c*v\n",
      "test");
  IntegrationOptions how = options(1500.0, 0.1, GetParam());
  IntegrationOptions slow = how;
  slow.early_stop = false;
  const grid::ParameterGrid grid = brusselator_grid();
  const Metrics with_final{{"X", Kind::final}, {"X", Kind::amplitude}};
  const grid::ChunkRange range{40, 60};
  const ChunkResult first = CellSolver(brusselator, grid, {}, with_final, how).solve(range);
  const ChunkResult second = CellSolver(brusselator, grid, {}, with_final, slow).solve(range);
  EXPECT_EQ(differing(first, second, 0) + differing(first, second, 1), 0U);

  const Metrics metrics{{"x", Kind::amplitude}, {"x", Kind::mean}};
  const ChunkResult third = one_cell(driven, metrics, how);
  const ChunkResult fourth = one_cell(driven, metrics, slow);
  EXPECT_EQ(differing(third, fourth, 0) + differing(third, fourth, 1), 0U);
}

TEST_P(Adaptive, does_not_take_chaos_or_slow_damping_for_a_cycle) {
  // Lorenz at the classic parameters never repeats; an oscillator that loses 1 % a period does not
  // either.
  const model::Model damped = model::parse_model(
      "model damped\ntime t to 1 step 1\nstate x = 1\nstate v = 0\nparameter c = 0.0016\n"
      "parameter a = 0\nparameter b = 0\nrate x = v\nrate v = -x - 2*c*v\n",
      "test");
  IntegrationOptions how = options(600.0, 0.1, GetParam(), 1e-8);
  const double amplitude = single(damped, {"x", Kind::max}, how);
  EXPECT_NEAR(amplitude, std::exp(-0.0016 * 540.0), 0.01);
  const Metrics metrics{{"x", Kind::max}};
  const model::Model lorenz = test::shipped("lorenz");
  how = options(300.0, 0.1, GetParam());
  const ChunkResult stopped = one_cell(lorenz, metrics, how);
  how.early_stop = false;
  EXPECT_EQ(differing(stopped, one_cell(lorenz, metrics, how), 0), 0U);
}

TEST_P(Adaptive, does_not_freeze_an_oscillator_that_loses_little_in_many_rounds) {
  // The amplitude falls by 0.02 % while the watch sees four maxima.
  const model::Model damped = model::parse_model(
      "model damped\ntime t to 1 step 1\nstate x = 1\nstate v = 0\nparameter c = 8e-6\n"
      "parameter a = 0\nparameter b = 0\nrate x = v\nrate v = -x - 2*c*v\n",
      "test");
  const IntegrationOptions how = options(20000.0, 0.01, GetParam(), 1e-8);
  EXPECT_NEAR(single(damped, {"x", Kind::max}, how), std::exp(-8e-6 * 19800.0), 0.003);
}

TEST_P(Adaptive, does_not_freeze_an_oscillation_that_grows_slowly) {
  // The amplitude grows by 8e-6 while the watch sees four maxima, and by 13 % in the end.
  const model::Model growing = model::parse_model(
      "model growing\ntime t to 1 step 1\nstate x = 0.01\nstate v = 0\nparameter g = 3e-7\n"
      "parameter a = 0\nparameter b = 0\nrate x = v\nrate v = -x + 2*g*v\n",
      "test");
  IntegrationOptions how = options(4e5, 1e-3, GetParam(), 1e-9);
  how.max_steps = 100'000'000;
  EXPECT_NEAR(single(growing, {"x", Kind::amplitude}, how), 0.02 * std::exp(0.12), 2e-5);
}

TEST_P(Adaptive, skips_cycles_the_same_way_in_any_chunk_and_order) {
  const model::Model model = test::shipped("brusselator");
  const grid::ParameterGrid grid = brusselator_grid();
  const IntegrationOptions how = options(1500.0, 0.1, GetParam());
  CellSolver solver(model, grid, {}, brusselator_metrics, how);
  const ChunkResult whole = solver.solve({0, grid.cells()});
  for (const grid::ChunkRange range :
       {grid::ChunkRange{64, 81}, {40, 41}, {3, 9}, {9, 64}, {0, 3}, {17, 80}}) {
    expect_same_bits(solver.solve(range), whole);
  }
  CellSolver interpreter(model, grid, {}, brusselator_metrics, how, program::Engine::interpreter);
  expect_same_bits(interpreter.solve({20, 50}), whole);
}

TEST_P(Adaptive, gives_the_same_bits_with_interpreter_and_machine_code) {
  const model::Model model = test::shipped("predator-prey");
  const grid::ParameterGrid grid = predator_prey_grid();
  const IntegrationOptions how = options(500.0, 0.5, GetParam(), 1e-5);
  CellSolver machine_code(model, grid, {}, predator_metrics, how);
  CellSolver interpreter(model, grid, {}, predator_metrics, how, program::Engine::interpreter);
  expect_same_bits(machine_code.solve({0, 200}), interpreter.solve({0, 200}));
}

TEST_P(Adaptive, agrees_with_small_fixed_steps_on_lorenz) {
  const model::Model model = test::shipped("lorenz");
  IntegrationOptions fixed;
  fixed.t_end = 5.0;
  fixed.dt = 1e-4;
  for (const char* state : {"x", "y", "z"}) {
    EXPECT_NEAR(single(model, {state, Kind::final}, options(5.0, 0.3, GetParam(), 1e-10)),
                single(model, {state, Kind::final}, fixed), 1e-5);
  }
}

INSTANTIATE_TEST_SUITE_P(Integrators, Adaptive,
                         testing::Values(Integrator::automatic, Integrator::dopri5,
                                         Integrator::rodas5p),
                         [](const auto& integrator) { return name_of(integrator.param); });

/// A chain of reactions x0 → x1 → … with rates from 1 to 10^5, a state that all of them drive, and
/// one that drives them all: too many states for a factorization that is written out.
model::Model stiff_chain(int n) {
  std::string text =
      "model chain\ntime t to 1 step 1\nparameter a = 1\nparameter b = 0\nparameter c = 0\n"
      "state y = 0\nstate x0 = 1\nrate x0 = -a*x0 - 0.01*x0*y\nrate y = -2*y";
  std::string states;
  for (int i = 0; i < n; ++i) {
    text += " + x" + std::to_string(i);
  }
  for (int i = 1; i < n; ++i) {
    const double rate = std::pow(10.0, 5.0 * i / (n - 1));
    const double before = i == 1 ? 1.0 : std::pow(10.0, 5.0 * (i - 1) / (n - 1));
    const std::string x = "x" + std::to_string(i);
    text += "\nstate " + x + " = 0";
    states += "\nrate " + x + " = " + std::to_string(before) + "*x" + std::to_string(i - 1) +
              " - " + std::to_string(rate) + "*" + x + " - 0.01*" + x + "*y";
  }
  return model::parse_model(text + states + "\n", "test");
}

TEST(Stiff, many_states_are_solved_by_calls) {
  const model::Model model = stiff_chain(60);
  const Metrics metrics{{"y", Kind::final}, {"x30", Kind::max}, {"x59", Kind::final}};
  const ChunkResult tight = one_cell(model, metrics, options(2.0, 1.0, Integrator::rodas5p, 1e-10));
  ASSERT_EQ(tight.status[0], grid::CellStatus::ok);
  for (const Integrator integrator : {Integrator::rodas5p, Integrator::automatic}) {
    const ChunkResult usual = one_cell(model, metrics, options(2.0, 1.0, integrator));
    for (std::size_t m = 0; m < metrics.size(); ++m) {
      EXPECT_NEAR(usual.values[m][0], tight.values[m][0], 1e-5 * std::abs(tight.values[m][0]))
          << metrics[m].label();
    }
  }
}

TEST(Stiff, many_states_give_the_same_bits_by_machine_code_and_interpreter) {
  const model::Model model = stiff_chain(40);
  const grid::ParameterGrid grid(grid::Axis::list("a", {0.5, 1.0, 2.0}),
                                 grid::Axis::list("b", {0.0}), grid::Axis::list("c", {0.0}));
  const Metrics metrics{{"y", Kind::final}, {"x9", Kind::max}};
  const IntegrationOptions how = options(2.0, 0.5, Integrator::rodas5p);
  const ChunkResult code = CellSolver(model, grid, {}, metrics, how).solve({0, 3});
  const ChunkResult interpreted =
      CellSolver(model, grid, {}, metrics, how, program::Engine::interpreter).solve({0, 3});
  EXPECT_EQ(differing(code, interpreted, 0) + differing(code, interpreted, 1), 0U);
}

TEST(Stiff, many_states_may_have_a_lyapunov_exponent) {
  // The slowest part decays as exp(-t).
  const ChunkResult result =
      one_cell(stiff_chain(25), {{"", Kind::lyapunov}}, options(40.0, 0.5, Integrator::rodas5p));
  EXPECT_NEAR(result.values[0][0], -1.0, 0.02);
}

TEST(Stiff, van_der_pol_has_its_period) {
  const model::Model model = test::shipped("van-der-pol");
  for (const Integrator integrator : {Integrator::rodas5p, Integrator::automatic}) {
    EXPECT_NEAR(
        single(model, {"x", Kind::period}, options(9000.0, 0.6, integrator), {{"mu", 1000.0}}),
        1614.40, 0.16);
  }
}

TEST(Stiff, robertson_ends_where_others_do) {
  // At t = 1e5, by Radau IIA of SciPy 1.10.1 with rtol 1e-11 and atol 1e-16.
  const model::Model model = test::shipped("robertson");
  for (const Integrator integrator : {Integrator::rodas5p, Integrator::automatic}) {
    IntegrationOptions how = options(1e5, 0.3, integrator);
    how.atol = 1e-10;
    EXPECT_NEAR(single(model, {"A", Kind::final}, how) / 1.786592114e-2, 1.0, 1e-4);
    EXPECT_NEAR(single(model, {"B", Kind::final}, how) / 7.274751468e-8, 1.0, 1e-4);
    EXPECT_NEAR(single(model, {"C", Kind::final}, how) / 0.9821340061, 1.0, 1e-4);
  }
}

}  // namespace
}  // namespace heatreel::solve
