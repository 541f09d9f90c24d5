// SPDX-License-Identifier: GPL-3.0-or-later
// Largest Lyapunov exponents, against closed forms and numbers from the literature.
#include "solve/models.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include <gtest/gtest.h>

#include "heatreel/solve/cell_solver.hpp"

namespace heatreel::solve {
namespace {

using grid::CellStatus;
using metric::Kind;
using test::one_cell;

const metric::MetricSpec lyapunov{"", Kind::lyapunov};

IntegrationOptions options(double t_end, Integrator integrator, double tail = 0.9) {
  IntegrationOptions result;
  result.t_end = t_end;
  result.dt = 0.01;
  result.tail = tail;
  result.integrator = integrator;
  result.max_steps = 10'000'000;
  return result;
}

double exponent(const model::Model& model, const IntegrationOptions& how,
                const ParameterSettings& settings = {}) {
  const ChunkResult result = one_cell(model, {lyapunov}, how, settings);
  EXPECT_EQ(result.status[0], CellStatus::ok);
  return result.values[0][0];
}

TEST(LyapunovOfMaps, logistic_map_has_ln_2) {
  const model::Model model = test::shipped("logistic");
  const double found = exponent(model, options(200'000, Integrator::map), {{"r", 4.0}});
  EXPECT_NEAR(found, std::numbers::ln2, 0.005);
}

TEST(LyapunovOfMaps, a_cycle_has_the_mean_of_its_derivatives) {
  // The product of the derivatives along the cycle of two is 4 + 2r - r².
  const model::Model model = test::shipped("logistic");
  for (const double r : {3.1, 3.2, 3.4}) {
    EXPECT_NEAR(exponent(model, options(3000, Integrator::map, 0.5), {{"r", r}}),
                0.5 * std::log(std::abs(4 + 2 * r - r * r)), 1e-9);
  }
}

TEST(LyapunovOfMaps, a_superstable_orbit_has_none) {
  // x = 1/2 is the fixed point of r = 2, where the map has slope 0.
  EXPECT_TRUE(std::isnan(exponent(test::shipped("logistic"), options(1000, Integrator::map),
                                  {{"r", 2.0}, {"x_0", 0.5}})));
}

TEST(LyapunovOfMaps, henon_has_its_exponent) {
  // E.g. Sprott, Chaos and Time-Series Analysis (2003): 0.41922.
  EXPECT_NEAR(exponent(test::shipped("henon"), options(2'000'000, Integrator::map)), 0.41922,
              0.002);
}

TEST(LyapunovOfMaps, the_spread_tells_how_far_it_has_converged) {
  const model::Model model = test::shipped("henon");
  const metric::MetricSpec spread{"", Kind::lyapunov_spread};
  for (const double iterations : {1000.0, 10'000.0, 100'000.0, 1'000'000.0}) {
    const ChunkResult result =
        one_cell(model, {lyapunov, spread}, options(iterations, Integrator::map, 0.3));
    const double error = result.values[1][0];
    EXPECT_LT(std::abs(result.values[0][0] - 0.41922), 3 * error) << iterations;
    EXPECT_NEAR(std::log(error * std::sqrt(iterations)), std::log(0.7), std::log(4.0));
  }
  // The same in each block, and fewer than two of them.
  const ChunkResult cycle = one_cell(test::shipped("logistic"), {spread},
                                     options(3000, Integrator::map, 0.5), {{"r", 3.2}});
  EXPECT_NEAR(cycle.values[0][0], 0.0, 1e-9);
  EXPECT_TRUE(std::isnan(one_cell(model, {spread}, options(1, Integrator::map)).values[0][0]));
}

class Lyapunov : public testing::TestWithParam<Integrator> {};

TEST_P(Lyapunov, of_lorenz_is_0_9056) {
  // E.g. Viswanath, thesis, Cornell (1998): 0.90563.
  EXPECT_NEAR(exponent(test::shipped("lorenz"), options(10'000, GetParam())), 0.9056, 0.005);
}

TEST_P(Lyapunov, of_a_rest_is_the_slowest_decay) {
  // Eigenvalues of the damped oscillator: -γ ± √(γ² - ω²) or, from γ = ω on, two decays.
  const model::Model model = test::shipped("harmonic-oscillator");
  const auto found = [&](double gamma) {
    return exponent(model, options(400, GetParam(), 0.5), {{"omega", 1.0}, {"gamma", gamma}});
  };
  EXPECT_NEAR(found(0.1), -0.1, 0.005);
  EXPECT_NEAR(found(3.0), -3.0 + std::sqrt(8.0), 1e-5);
}

TEST_P(Lyapunov, of_species_that_die_out_is_how_fast_they_do) {
  // At x = 1 and y = 0 the eigenvalues are -1 and 1 - a.
  const model::Model model = model::parse_model(
      "model dying\ntime t to 1 step 0.1\nstate x = 0.5 nonnegative\nstate y = 1 nonnegative\n"
      "parameter a = 1.25\nrate x = x*(1 - x)\nrate y = y*(x - a)\n",
      "test");
  for (const double a : {1.25, 1.5, 3.0}) {
    EXPECT_NEAR(exponent(model, options(1000, GetParam(), 0.5), {{"a", a}}),
                std::max(-1.0, 1.0 - a), 1e-4)
        << a;
  }
}

TEST_P(Lyapunov, of_a_limit_cycle_is_0_however_deep_its_dips) {
  // N falls to 1e-79 and below in each cycle.
  const ParameterSettings deep{{"G", 50.0}, {"rec", 10.0}};
  IntegrationOptions how = options(20'000, GetParam(), 0.5);
  how.dt = 0.1;
  EXPECT_NEAR(exponent(test::shipped("predator-prey"), how, deep), 0.0, 2e-3);
}

TEST_P(Lyapunov, ignores_what_is_held_at_0) {
  // y is held at 0, and x decays by itself.
  const model::Model model = model::parse_model(
      "model held\ntime t to 1 step 0.1\nstate x = 1\nstate y = 1 nonnegative\nparameter a = 0.5\n"
      "rate x = y - a*x\nrate y = -1 + 0.1*x\n",
      "test");
  EXPECT_NEAR(exponent(model, options(200, GetParam(), 0.5)), -0.5, 1e-5);
}

TEST_P(Lyapunov, is_one_number_for_all_states) {
  const ChunkResult result =
      one_cell(test::shipped("lorenz"), {{"x", Kind::lyapunov}, {"x*y", Kind::mean}, lyapunov},
               options(100, GetParam()));
  EXPECT_EQ(result.values[0][0], result.values[2][0]);
}

TEST_P(Lyapunov, changes_no_other_metric_much) {
  // Steps are shorter with a tangent vector, and the same with a fixed step.
  const model::Model model = test::shipped("van-der-pol");
  const IntegrationOptions how = options(100, GetParam());
  const metric::MetricSpec period{"x - v", Kind::period};
  const double alone = one_cell(model, {period}, how).values[0][0];
  const double beside = one_cell(model, {period, lyapunov}, how).values[0][0];
  EXPECT_NEAR(beside, alone, 1e-4);
}

INSTANTIATE_TEST_SUITE_P(Integrators, Lyapunov,
                         testing::Values(Integrator::rk4, Integrator::automatic, Integrator::dopri5,
                                         Integrator::rodas5p),
                         [](const auto& integrator) { return test::name_of(integrator.param); });

}  // namespace
}  // namespace heatreel::solve
