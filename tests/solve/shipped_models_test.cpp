// SPDX-License-Identifier: GPL-3.0-or-later
// Shipped models against exact solutions, published numbers, and scipy. Frames of others are in
// map_truth_test.cpp, Hodgkin & Huxley's neuron is in ivp_test.cpp.
#include "solve/models.hpp"

#include <array>
#include <cmath>
#include <numbers>

#include <gtest/gtest.h>

namespace heatreel::solve {
namespace {

using metric::Kind;
using test::shipped;

double metric_of(const std::string& model, const metric::MetricSpec& metric, double t_end,
                 const ParameterSettings& settings = {}, double tail = 0.3) {
  IntegrationOptions how;
  how.t_end = t_end;
  how.tail = tail;
  how.integrator = Integrator::automatic;
  how.rtol = 1e-7;
  return test::single(shipped(model), metric, how, settings);
}

// Constant contacts: S = 1/R0, I = mu*(R0 - 1)/beta0.
TEST(ShippedModels, seir_comes_to_its_equilibrium) {
  const double r0 = 1800 * 35.84 / ((0.02 + 35.84) * (0.02 + 100));
  EXPECT_NEAR(metric_of("seir", {"S", Kind::final}, 2000, {{"beta1", 0}}) * r0, 1.0, 1e-5);
  EXPECT_NEAR(
      metric_of("seir", {"I", Kind::final}, 2000, {{"beta1", 0}}) / (0.02 * (r0 - 1) / 1800), 1.0,
      1e-4);
}

// Aron & Schwartz: outbreaks every year, then every second year as contacts become more seasonal.
TEST(ShippedModels, seir_doubles_its_period) {
  EXPECT_NEAR(metric_of("seir", {"I", Kind::period}, 2000, {{"beta1", 0.05}}, 0.02), 1.0, 1e-3);
  EXPECT_NEAR(metric_of("seir", {"S", Kind::period}, 2000, {{"beta1", 0.1}}, 0.02), 2.0, 1e-3);
}

// Rosenzweig: the equilibrium N = m/(a*(e - m*h)) is lost where K > (e + m*h)/(a*h*(e - m*h)) =
// 7/3.
TEST(ShippedModels, rosenzweig_macarthur_has_the_paradox_of_enrichment) {
  EXPECT_NEAR(metric_of("rosenzweig-macarthur", {"N", Kind::final}, 20000, {{"K", 2.25}}),
              2.0 / 3.0, 1e-5);
  EXPECT_GT(metric_of("rosenzweig-macarthur", {"N", Kind::amplitude}, 20000, {{"K", 2.4}}), 0.3);
}

// Hassard, J. Theor. Biol. 71, 401–420 (1978): spikes end in a Hopf bifurcation at 154.5 uA/cm2.
TEST(ShippedModels, hodgkin_huxley_stops_spiking_under_a_strong_current) {
  const metric::MetricSpec amplitude{"V", Kind::amplitude};
  EXPECT_GT(metric_of("hodgkin-huxley", amplitude, 3000, {{"I", 153}}), 1.0);
  EXPECT_LT(metric_of("hodgkin-huxley", amplitude, 3000, {{"I", 156}}), 0.1);
}

// Elowitz & Leibler, box 1: unstable where (beta + 1)^2/beta < 3X^2/(4 + 2X), with
// X = -alpha*n*p^(n-1)/(1 + p^n)^2 and p = alpha/(1 + p^n) + alpha0.
TEST(ShippedModels, repressilator_loses_its_stability_where_the_paper_says) {
  const double beta = 0.2;
  const double n = 2.0;
  const auto is_unstable = [&](double alpha) {
    double low = 0.0;
    double high = alpha + 1.0;
    for (int i = 0; i < 100; ++i) {
      const double p = (low + high) / 2;
      (alpha / (1 + p * p) + 0.216 > p ? low : high) = p;
    }
    const double x = -alpha * n * low / std::pow(1 + low * low, 2);
    return (beta + 1) * (beta + 1) / beta < 3 * x * x / (4 + 2 * x);
  };
  double low = 2.0;
  double high = 100.0;
  for (int i = 0; i < 50; ++i) {
    const double alpha = (low + high) / 2;
    (is_unstable(alpha) ? high : low) = alpha;
  }
  const metric::MetricSpec amplitude{"p1", Kind::amplitude};
  EXPECT_LT(metric_of("repressilator", amplitude, 20000, {{"alpha", 0.97 * low}}), 1e-3);
  EXPECT_GT(metric_of("repressilator", amplitude, 20000, {{"alpha", 1.03 * low}}), 0.3);
}

// Griffith: no oscillation unless n > 8.
TEST(ShippedModels, goodwin_oscillates_for_n_above_8_alone) {
  const metric::MetricSpec amplitude{"X", Kind::amplitude};
  EXPECT_LT(metric_of("goodwin", amplitude, 20000, {{"n", 7.9}}), 1e-3);
  EXPECT_GT(metric_of("goodwin", amplitude, 20000, {{"n", 8.6}}), 1e-2);
}

// For n = 2 and a1 = a2 = a: u = v up to a = 2, then u*v = 1 and u + v = a.
TEST(ShippedModels, toggle_switch_has_its_two_states) {
  const auto state = [](const std::string& name, double a) {
    return metric_of("toggle-switch", {name, Kind::final}, 2000, {{"a1", a}, {"a2", a}});
  };
  EXPECT_NEAR(state("u", 1.9), state("v", 1.9), 1e-6);
  EXPECT_NEAR(state("u", 2.5), 2.0, 1e-6);
  EXPECT_NEAR(state("v", 2.5), 0.5, 1e-6);
}

// Sprott, Chaos and Time-Series Analysis, Oxford University Press (2003): 0.0714.
TEST(ShippedModels, rossler_has_its_lyapunov_exponent) {
  EXPECT_NEAR(metric_of("rossler", {"x", Kind::lyapunov}, 20000, {}, 0.9), 0.0714, 0.003);
}

// Near a well, under a weak force, it is linear, with stiffness 2.
TEST(ShippedModels, duffing_answers_a_weak_force_linearly) {
  const double force = 1e-4;
  for (const double omega : {1.0, 1.4, 2.0}) {
    const double response = force / std::hypot(2.0 - omega * omega, 0.25 * omega);
    EXPECT_NEAR(
        metric_of("duffing", {"x", Kind::amplitude}, 400, {{"F", force}, {"omega", omega}}) /
            (2 * response),
        1.0, 1e-3);
  }
}

// Equilibria at x = (b - a)/(1 + b) = 1.5 and z = -x, stable for a small alpha.
TEST(ShippedModels, chua_rests_where_its_lines_cross) {
  EXPECT_NEAR(metric_of("chua", {"x", Kind::final}, 1000, {{"alpha", 5}}), 1.5, 1e-6);
  EXPECT_NEAR(metric_of("chua", {"z", Kind::final}, 1000, {{"alpha", 5}}), -1.5, 1e-6);
}

// All locked: sin(phase) = omega/(K*r), and r is the mean of the cosines.
TEST(ShippedModels, kuramoto_locks_as_its_order_demands) {
  const double coupling = 5.0;
  double r = 1.0;
  for (int i = 0; i < 200; ++i) {
    double sum = 0.0;
    for (int oscillator = -9; oscillator < 10; oscillator += 2) {
      const double omega = 0.5 * std::tan(oscillator * std::numbers::pi / 20);
      sum += std::sqrt(1 - std::pow(omega / (coupling * r), 2));
    }
    r = sum / 10;
  }
  EXPECT_NEAR(metric_of("kuramoto", {"r", Kind::final}, 400, {{"K", coupling}}), r, 1e-6);
}

// Equal oscillators run together, slower by K*sin(lag).
TEST(ShippedModels, kuramoto_runs_slower_with_a_lag) {
  const auto phase = [](double t_end) {
    return metric_of("kuramoto", {"a1", Kind::final}, t_end, {{"spread", 0}, {"lag", 0.5}});
  };
  EXPECT_NEAR((phase(200) - phase(100)) / 100, -2 * std::sin(0.5), 1e-6);
}

// u = (1 - sqrt(1 - 4(F + k)^2/F))/2 and v = F*(1 - u)/(F + k), where that is stable.
TEST(ShippedModels, gray_scott_comes_to_its_upper_state) {
  const double u = (1 - std::sqrt(1 - 4 * 0.11 * 0.11 / 0.06)) / 2;
  const ParameterSettings settings{{"F", 0.06}, {"k", 0.05}};
  EXPECT_NEAR(metric_of("gray-scott", {"u", Kind::final}, 5000, settings), u, 1e-6);
  EXPECT_NEAR(metric_of("gray-scott", {"v", Kind::final}, 5000, settings), 0.06 * (1 - u) / 0.11,
              1e-6);
}

// By scipy 1.10, DOP853 at rtol 1e-12, from equations written anew.
TEST(ShippedModels, gray_scott_1d_moves_as_in_scipy) {
  EXPECT_NEAR(metric_of("gray-scott-1d", {"v_mean", Kind::final}, 500), 0.0291759269, 1e-8);
  EXPECT_NEAR(metric_of("gray-scott-1d", {"v_mean", Kind::final}, 2000), 0.0303976136, 1e-8);
}

// Likewise, in pieces between the corners of the diode.
TEST(ShippedModels, chua_moves_as_in_scipy) {
  EXPECT_NEAR(metric_of("chua", {"x", Kind::final}, 20), 1.62089473, 2e-4);
}

// Strogatz, Nonlinear Dynamics and Chaos (1994), 7.3.
TEST(ShippedModels, selkov_oscillates_within_strogatz_bounds) {
  const double a = 0.08;
  const double low = std::sqrt((1 - 2 * a - std::sqrt(1 - 8 * a)) / 2);
  const double high = std::sqrt((1 - 2 * a + std::sqrt(1 - 8 * a)) / 2);
  const metric::MetricSpec amplitude{"ADP", Kind::amplitude};
  for (const auto& [b, oscillates] : {std::pair{low - 0.01, false},
                                      {low + 0.01, true},
                                      {high - 0.01, true},
                                      {high + 0.01, false}}) {
    EXPECT_EQ(metric_of("selkov", amplitude, 20000, {{"b", b}}) > 0.01, oscillates) << b;
  }
}

// Tyson, figure 3: a period of 35 min at k4 = 180 and k6 = 1.
TEST(ShippedModels, cell_cycle_has_the_period_of_the_paper) {
  EXPECT_NEAR(metric_of("cell-cycle", {"M", Kind::period}, 1000), 35, 1);
}

// Goldbeter, figure 2: about a day.
TEST(ShippedModels, circadian_has_the_period_of_a_day) {
  EXPECT_NEAR(metric_of("circadian", {"M", Kind::period}, 1000), 24, 0.5);
}

}  // namespace
}  // namespace heatreel::solve
