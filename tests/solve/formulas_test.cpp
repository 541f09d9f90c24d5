// SPDX-License-Identifier: GPL-3.0-or-later
// Values that follow from other values, and the functions of the model language, in simulations.
#include "solve/models.hpp"

#include <cmath>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "heatreel/base/error.hpp"
#include "heatreel/solve/cell_solver.hpp"

namespace heatreel::solve {
namespace {

using metric::Kind;
using test::values;

class WithEachIntegrator : public testing::TestWithParam<Integrator> {
 protected:
  static IntegrationOptions options() {
    return {.t_end = 1.0, .dt = 0.01, .tail = 0.5, .integrator = GetParam()};
  }

  /// The final value of x for the points of an axis; the other two have one.
  static std::vector<double> finals(const model::Model& model, const grid::Axis& axis,
                                    const ParameterSettings& settings = {}) {
    const grid::ParameterGrid grid(axis, values("one", {1.0}), values("two", {2.0}));
    CellSolver solver(model, grid, settings, {{"x", Kind::final}}, options());
    const ChunkResult result = solver.solve({0, grid.cells()});
    return {result.values[0].begin(), result.values[0].end()};
  }
};

/// The rate and the initial value of x follow from others.
model::Model growth() {
  return model::parse_model(
      "model growth\ntime t to 1 step 0.1\nstate x = 3*V\nparameter rate_of_x = k/2\n"
      "parameter k = 2\nparameter V = 1\nparameter n = 2*m\nparameter m = 1\nparameter one = 1\n"
      "parameter two = 2\nrate x = rate_of_x*x^n\n",
      "test");
}

/// x at t = 1 for dx/dt = rate·x².
double exact(double initial, double rate) { return 1.0 / (1.0 / initial - rate); }

TEST_P(WithEachIntegrator, formulas_follow_the_swept_parameter) {
  const auto found = finals(growth(), values("k", {-2.0, -8.0}));
  EXPECT_NEAR(found[0], exact(3.0, -1.0), 1e-5);
  EXPECT_NEAR(found[1], exact(3.0, -4.0), 1e-5);
}

TEST_P(WithEachIntegrator, initial_values_follow_the_swept_parameter) {
  const auto found = finals(growth(), values("V", {1.0, 2.0}), {{"k", -2.0}});
  EXPECT_NEAR(found[0], exact(3.0, -1.0), 1e-5);
  EXPECT_NEAR(found[1], exact(6.0, -1.0), 1e-5);
}

TEST_P(WithEachIntegrator, formulas_follow_what_is_set) {
  const auto found = finals(growth(), values("x_0", {3.0, -0.5}), {{"k", -2.0}});
  EXPECT_NEAR(found[0], exact(3.0, -1.0), 1e-5);
  // The exponent is 2·m with m known: x² is a product, also of a negative number.
  EXPECT_NEAR(found[1], exact(-0.5, -1.0), 1e-5);
}

TEST_P(WithEachIntegrator, a_number_replaces_a_formula) {
  const auto found = finals(growth(), values("k", {-2.0, -8.0}), {{"rate_of_x", -0.5}});
  EXPECT_NEAR(found[0], exact(3.0, -0.5), 1e-5);
  EXPECT_EQ(found[0], found[1]);
}

TEST_P(WithEachIntegrator, metrics_name_formulas) {
  const grid::ParameterGrid grid(values("k", {-2.0, -8.0}), values("V", {2.0}),
                                 values("two", {2.0}));
  CellSolver solver(growth(), grid, {}, {{"rate_of_x + x_0", Kind::final}, {"x(0)", Kind::mean}},
                    options());
  const ChunkResult result = solver.solve({0, 2});
  EXPECT_DOUBLE_EQ(result.values[0][0], 5.0);
  EXPECT_DOUBLE_EQ(result.values[0][1], 2.0);
  EXPECT_NEAR(result.values[1][0], 6.0, 1e-12);
}

TEST_P(WithEachIntegrator, every_function_has_its_derivatives) {
  // The integral of each function over time that is itself a state: y = t.
  const auto integral = [&](const std::string& function) {
    const model::Model model = model::parse_model(
        "model f\ntime t to 1 step 0.1\nstate x = 0\nstate y = 0\nparameter k = 0\n"
        "parameter one = 1\nparameter two = 2\nrate y = 1\nrate x = " +
            function + "\n",
        "test");
    return finals(model, values("k", {0.0}))[0];
  };
  const double log2 = std::log(2.0);
  const double pi = std::acos(-1.0);
  EXPECT_NEAR(integral("atan(y)"), pi / 4 - log2 / 2, 2e-6);
  EXPECT_NEAR(integral("asin(y/2)"), pi / 6 + std::sqrt(3.0) - 2, 2e-6);
  EXPECT_NEAR(integral("acos(y/2)"), pi / 3 - std::sqrt(3.0) + 2, 2e-6);
  EXPECT_NEAR(integral("atan2(y, one)"), pi / 4 - log2 / 2, 2e-6);
  EXPECT_NEAR(integral("hill(y, one, 2)"), 1 - pi / 4, 2e-6);
  EXPECT_NEAR(integral("hill(y, 1, two)"), 1 - pi / 4, 2e-6);
  // Raabe: the integral of ln Γ from 1 to 2 is ln(2π)/2 - 1.
  EXPECT_NEAR(integral("log(gamma(1 + y))"), std::log(2 * pi) / 2 - 1, 2e-6);
  EXPECT_NEAR(integral("log(factorial(y))"), std::log(2 * pi) / 2 - 1, 2e-6);
  EXPECT_NEAR(integral("piecewise(y, y < 2, 3)"), 0.5, 2e-6);
  EXPECT_NEAR(integral("max(y, -y, -2)*(y > -1 and not y > 2)"), 0.5, 2e-6);
}

INSTANTIATE_TEST_SUITE_P(Integrators, WithEachIntegrator,
                         testing::Values(Integrator::rk4, Integrator::dopri5, Integrator::rodas5p,
                                         Integrator::automatic),
                         [](const auto& info) { return test::name_of(info.param); });

}  // namespace
}  // namespace heatreel::solve
