// SPDX-License-Identifier: GPL-3.0-or-later
// Each kind of metric through every integrator, against closed forms.
#include "solve/models.hpp"

#include <bit>
#include <cmath>
#include <functional>
#include <numbers>

#include <gtest/gtest.h>

#include "heatreel/solve/cell_solver.hpp"

namespace heatreel::solve {
namespace {

using grid::CellStatus;
using test::values;

constexpr double pi = std::numbers::pi;

/// x = cos(t) and y = cos(w·t), with their derivatives.
model::Model two_oscillators() {
  return model::parse_model(
      "model two\ntime t to 10 step 0.1\nstate x = 1\nstate v = 0\nstate y = 1\nstate u = 0\n"
      "parameter w = 1.4142135623730951\nparameter a = 0\nparameter b = 0\n"
      "derived energy = 0.5*(x^2 + v^2)\n"
      "rate x = v\nrate v = -x\nrate y = u\nrate u = -w*w*y\n",
      "test");
}

class Metrics : public testing::TestWithParam<Integrator> {
 protected:
  /// Metrics of one cell, given as they are typed.
  static std::vector<double> of(const model::Model& model, const std::vector<std::string>& texts,
                                double t_end, double tail) {
    IntegrationOptions how;
    how.t_end = t_end;
    how.tail = tail;
    how.dt = 0.02;
    how.rtol = 1e-9;
    how.atol = 1e-12;
    how.integrator = GetParam();
    std::vector<metric::MetricSpec> metrics;
    for (const std::string& text : texts) {
      metrics.push_back(metric::parse_metric(text, "--metric"));
    }
    const auto axis = [&](std::size_t i) {
      return values(model.parameters[i].name, {model.parameters[i].default_value});
    };
    const grid::ParameterGrid grid(axis(0), axis(1), axis(2));
    const ChunkResult result = CellSolver(model, grid, {}, metrics, how).solve({0, 1});
    EXPECT_EQ(result.status[0], CellStatus::ok);
    std::vector<double> numbers;
    for (const std::vector<double>& value : result.values) {
      numbers.push_back(value[0]);
    }
    return numbers;
  }

  static double of(const model::Model& model, const std::string& text, double t_end, double tail) {
    return of(model, std::vector{text}, t_end, tail)[0];
  }
};

TEST_P(Metrics, of_a_sine_are_known) {
  const model::Model model = test::oscillator();
  // The tail is 10 periods, from 10 periods on.
  const auto x = [&](const std::string& kind) { return of(model, "x." + kind, 40 * pi, 0.5); };
  EXPECT_NEAR(x("std"), std::sqrt(0.5), 1e-4);
  EXPECT_NEAR(x("mean"), 0.0, 1e-5);
  EXPECT_NEAR(x("period_spread"), 0.0, 1e-5);
  EXPECT_NEAR(of(model, "v.peaks", 40 * pi, 0.5), 10.0, 0.0);
  EXPECT_NEAR(x("period_fft"), 2 * pi, 3e-3);
  EXPECT_NEAR(x("time_above:0.5"), 20 * pi / 3, 1e-4);
  EXPECT_NEAR(x("time_above:0.999"), 20 * std::acos(0.999), 1e-3);
  EXPECT_EQ(x("time_above:1.1"), 0.0);
  EXPECT_NEAR(x("time_above:-1.1"), 20 * pi, 1e-9);
}

TEST_P(Metrics, watch_for_a_first_time_from_the_beginning) {
  const model::Model model = test::oscillator();
  for (const double tail : {0.1, 1.0}) {
    EXPECT_NEAR(of(model, "v.first_time_above:0.5", 100.0, tail), 7 * pi / 6, 1e-7);
    EXPECT_EQ(of(model, "x.first_time_above:0.5", 100.0, tail), 0.0);
    EXPECT_TRUE(std::isnan(of(model, "x.first_time_above:1.5", 100.0, tail)));
  }
  // Beside metrics of the tail, which must not see the transient.
  const std::vector<double> both =
      of(test::decay(), {"y.max", "-y.first_time_above:-0.25", "-y.mean"}, 4.0, 0.25);
  EXPECT_NEAR(both[0], std::exp(-3.0), 1e-7);
  EXPECT_NEAR(both[1], std::log(4.0), 1e-7);
  EXPECT_NEAR(both[2], std::exp(-4.0) - std::exp(-3.0), 1e-5);
}

TEST_P(Metrics, of_expressions_are_those_of_their_values) {
  const model::Model model = two_oscillators();
  const auto found = of(model,
                        {"x*v.max", "x*v.period", "energy.mean", "energy.amplitude", "x^2.mean",
                         "3*x+a.amplitude", "t.mean", "t - 2*t.min", "(x).final", "2.mean"},
                        40 * pi, 0.5);
  EXPECT_NEAR(found[0], 0.5, 1e-4);
  EXPECT_NEAR(found[1], pi, 1e-6);
  EXPECT_NEAR(found[2], 0.5, 1e-6);
  EXPECT_NEAR(found[3], 0.0, 1e-6);
  EXPECT_NEAR(found[4], 0.5, 1e-5);
  EXPECT_NEAR(found[5], 6.0, 1e-3);
  EXPECT_NEAR(found[6], 30 * pi, 1e-9);
  EXPECT_NEAR(found[7], -40 * pi, 1e-9);
  EXPECT_NEAR(found[8], 1.0, 1e-5);
  EXPECT_NEAR(found[9], 2.0, 1e-12);
}

TEST_P(Metrics, of_expressions_know_states_that_are_integrated_as_logarithms) {
  const model::Model model = test::decay("nonnegative");
  const auto found = of(model, {"log(y).final", "log(y).mean", "y*y.mean", "1 - y.std"}, 3.0, 1.0);
  EXPECT_NEAR(found[0], -3.0, 1e-6);
  EXPECT_NEAR(found[1], -1.5, 1e-6);
  // ln y is a straight line, which takes two steps: Gauss's formula is all there is.
  EXPECT_NEAR(found[2], (1 - std::exp(-6.0)) / 6, 3e-4);
  const double mean = (1 - std::exp(-3.0)) / 3;
  EXPECT_NEAR(found[3], std::sqrt((1 - std::exp(-6.0)) / 6 - mean * mean), 3e-4);
}

TEST_P(Metrics, count_a_maximum_whose_rise_began_before_the_tail) {
  // x = cos(t): the tail begins so near to the maximum at 28π that y rises by 4.5e-4 in it.
  const model::Model model = test::oscillator();
  const auto found = [&](double begin) {
    return of(model, std::vector<std::string>{"x.peaks", "x.period", "2 + x.peaks"}, 100.0,
              1.0 - begin / 100.0);
  };
  const std::vector<double> before = found(28 * pi - 0.03);
  EXPECT_EQ(before[0], 2.0);
  EXPECT_NEAR(before[1], 2 * pi, 1e-6);
  EXPECT_EQ(before[2], 2.0);
  // A maximum before the tail does not count, although the fall from it is in the tail.
  const std::vector<double> behind = found(28 * pi + 0.03);
  EXPECT_EQ(behind[0], 1.0);
  EXPECT_TRUE(std::isnan(behind[1]));
}

TEST_P(Metrics, have_a_spectrum_where_maxima_are_close) {
  const model::Model model = test::oscillator();
  const auto found = [&](double t_end) {
    IntegrationOptions how;
    how.t_end = t_end;
    how.tail = 0.3;
    how.dt = 0.1;
    how.max_steps = 100'000'000;
    how.integrator = GetParam();
    return test::one_cell(
        model, {{"x", metric::Kind::period_fft}, {"x + 3*cos(pi*t/500)", metric::Kind::period_fft}},
        how);
  };
  for (const double t_end : {2e4, 5e4, 3e5}) {
    const ChunkResult result = found(t_end);
    EXPECT_NEAR(result.values[0][0], 2 * pi, 1e-4) << t_end;
    if (t_end == 5e4) {
      EXPECT_NEAR(result.values[1][0], 1000.0, 2.0);  // beside fast maxima
    }
  }
}

TEST_P(Metrics, of_expressions_follow_what_is_faster_than_the_solution) {
  if (GetParam() == Integrator::rk4) {
    GTEST_SKIP() << "sees samples alone";
  }
  const auto found = of(test::oscillator(),
                        {"cos(40*x).mean", "cos(40*x).peaks", "sin(10*x).max", "if(x>0,1,0).mean",
                         "1/x.time_above:0"},
                        40 * pi, 0.5);
  EXPECT_NEAR(found[0], std::cyl_bessel_j(0.0, 40.0), 1e-6);
  EXPECT_EQ(found[1], 260.0);
  EXPECT_NEAR(found[2], 1.0, 1e-8);
  EXPECT_NEAR(found[3], 0.5, 1e-7);
  EXPECT_NEAR(found[4], 10 * pi, 1e-5);  // has no bounds, and stops no cell
}

TEST_P(Metrics, of_expressions_show_each_extreme) {
  if (GetParam() == Integrator::rk4) {
    GTEST_SKIP() << "sees samples alone";
  }
  const model::Model line = model::parse_model(
      "model line\ntime t to 1 step 1\nstate x = 0\nparameter a = 1\nparameter b = 0\n"
      "parameter c = 0\nrate x = a\n",
      "test");
  const auto found = of(
      line, std::vector<std::string>{"(x-2)*(x-5)*(x-6).max", "(x-2)*(x-5)*(x-6).peaks"}, 6.5, 1.0);
  const double top = (13.0 - std::sqrt(13.0)) / 3.0;
  EXPECT_NEAR(found[0], (top - 2) * (top - 5) * (top - 6), 1e-8);
  EXPECT_EQ(found[1], 1.0);
}

/// Distances of the maxima of cos(t) + b·cos(√2·t) in a range, by bisection of the slope.
std::vector<double> distances(double b, double begin, double end) {
  const double w = std::sqrt(2.0);
  const auto slope = [&](double t) { return -std::sin(t) - b * w * std::sin(w * t); };
  std::vector<double> maxima;
  for (double t = begin; t < end - 1e-3; t += 1e-3) {
    double low = t;
    double high = t + 1e-3;
    if (slope(low) > 0.0 && slope(high) <= 0.0) {
      for (int i = 0; i < 50; ++i) {
        const double middle = 0.5 * (low + high);
        (slope(middle) > 0.0 ? low : high) = middle;
      }
      maxima.push_back(low);
    }
  }
  std::vector<double> result;
  for (std::size_t i = 1; i < maxima.size(); ++i) {
    result.push_back(maxima[i] - maxima[i - 1]);
  }
  return result;
}

TEST_P(Metrics, tell_irregular_maxima) {
  const std::vector<double> truth = distances(0.4, 100.0, 200.0);
  const auto n = static_cast<double>(truth.size());
  double mean = 0.0;
  for (const double distance : truth) {
    mean += distance / n;
  }
  double variance = 0.0;
  for (const double distance : truth) {
    variance += (distance - mean) * (distance - mean) / n;
  }
  const auto found =
      of(two_oscillators(), {"x + 0.4*y.peaks", "x + 0.4*y.period", "x + 0.4*y.period_spread"},
         200.0, 0.5);
  EXPECT_EQ(found[0], n + 1);
  EXPECT_NEAR(found[1], mean, 1e-5);
  EXPECT_NEAR(found[2], std::sqrt(variance) / mean, 1e-5);
  EXPECT_GT(found[2], 0.05);
}

TEST_P(Metrics, find_the_stronger_of_two_lines) {
  const auto found =
      of(two_oscillators(),
         {"x + 0.6*y.period_fft", "0.6*x + y.period_fft", "x + 0.6*y.period_fft", "y.period_fft"},
         400.0, 0.5);
  EXPECT_NEAR(found[0], 2 * pi, 3e-3);
  EXPECT_NEAR(found[1], std::sqrt(2.0) * pi, 3e-3);
  EXPECT_EQ(found[2], found[0]);
  EXPECT_NEAR(found[3], std::sqrt(2.0) * pi, 3e-3);
}

TEST_P(Metrics, show_no_rhythm_in_a_cell_at_rest) {
  // The tail of exp(-t) from t = 30 on is nothing but what tolerances leave.
  for (const char* declaration : {"", "nonnegative"}) {
    const auto found =
        of(test::decay(declaration),
           {"y + 1.period", "y + 1.period_spread", "y + 1.period_fft", "y + 1.peaks"}, 100.0, 0.7);
    EXPECT_TRUE(std::isnan(found[0]));
    EXPECT_TRUE(std::isnan(found[1]));
    EXPECT_TRUE(std::isnan(found[2]));
    EXPECT_EQ(found[3], 0.0);
  }
  EXPECT_TRUE(std::isnan(of(test::decay(), "y.period_fft", 3.0, 1.0)));  // moves, without a period
}

TEST_P(Metrics, are_the_same_to_the_bit_in_any_chunk) {
  const model::Model model = test::shipped("predator-prey");
  const grid::ParameterGrid grid(grid::Axis::range("G", 50, 300, 9, grid::Spacing::linear),
                                 grid::Axis::range("rec", 10, 50, 11, grid::Spacing::linear),
                                 values("assoc_ddg", {-1.0, 1.0}));
  IntegrationOptions how{600.0, 1.0, 0.5};
  how.integrator = GetParam();
  std::vector<metric::MetricSpec> metrics;
  for (const char* text : {"N+P.period_fft", "P.first_time_above:20", "P.std", "N.period_spread",
                           "N/P.time_above:1", "P.period_fft"}) {
    metrics.push_back(metric::parse_metric(text, "--metric"));
  }
  CellSolver solver(model, grid, {}, metrics, how);
  CellSolver interpreter(model, grid, {}, metrics, how, program::Engine::interpreter);
  const ChunkResult whole = solver.solve({0, grid.cells()});
  const ChunkResult part = solver.solve({7, 90});
  const ChunkResult same = interpreter.solve({0, grid.cells()});
  const auto bits = [](double value) { return std::bit_cast<std::uint64_t>(value); };
  for (std::size_t m = 0; m < metrics.size(); ++m) {
    for (std::size_t cell = 0; cell < whole.status.size(); ++cell) {
      ASSERT_EQ(bits(whole.values[m][cell]), bits(same.values[m][cell]));
      if (cell >= 7 && cell < 90) {
        ASSERT_EQ(bits(whole.values[m][cell]), bits(part.values[m][cell - 7]));
      }
    }
  }
}

std::string name_of(const testing::TestParamInfo<Integrator>& integrator) {
  const std::vector<std::string> names{"automatic", "rk4", "dopri5", "rodas5p"};
  return names[static_cast<std::size_t>(integrator.param)];
}

INSTANTIATE_TEST_SUITE_P(Integrators, Metrics,
                         testing::Values(Integrator::rk4, Integrator::automatic, Integrator::dopri5,
                                         Integrator::rodas5p),
                         name_of);

}  // namespace
}  // namespace heatreel::solve
