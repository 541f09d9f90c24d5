// SPDX-License-Identifier: GPL-3.0-or-later
// Largest Lyapunov exponents, against closed forms and numbers from the literature.
#include "solve/models.hpp"

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

class Lyapunov : public testing::TestWithParam<Integrator> {};

TEST_P(Lyapunov, of_lorenz_is_0_9056) {
  // E.g. Viswanath, thesis, Cornell (1998): 0.90563.
  EXPECT_NEAR(exponent(test::shipped("lorenz"), options(10'000, GetParam())), 0.9056, 0.005);
}

INSTANTIATE_TEST_SUITE_P(Integrators, Lyapunov,
                         testing::Values(Integrator::rk4, Integrator::automatic, Integrator::dopri5,
                                         Integrator::rodas5p),
                         [](const auto& integrator) { return test::name_of(integrator.param); });

}  // namespace
}  // namespace heatreel::solve
