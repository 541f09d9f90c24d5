// SPDX-License-Identifier: GPL-3.0-or-later
#include "heatreel/solve/cell_tracer.hpp"

#include "models.hpp"

#include <cmath>

#include <gmock/gmock.h>

namespace heatreel::solve {
namespace {

using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::SizeIs;

IntegrationOptions until(double t_end, Integrator integrator = Integrator::automatic) {
  IntegrationOptions options;
  options.t_end = t_end;
  options.dt = integrator == Integrator::rk4 ? 0.01 : 0.0;
  options.integrator = integrator;
  return options;
}

TimeSeries trace(const model::Model& model, const IntegrationOptions& options,
                 std::size_t intervals, const ParameterSettings& settings = {}) {
  return CellTracer(model, std::nullopt, settings, {}, options, intervals).trace(0);
}

model::Model parsed(const std::string& text) { return model::parse_model(text, "test"); }

class AnyIntegrator : public ::testing::TestWithParam<Integrator> {};

TEST_P(AnyIntegrator, FollowsTheSolutionAtEqualDistances) {
  const TimeSeries series = trace(test::oscillator(), until(10.0, GetParam()), 30);
  ASSERT_EQ(series.status, grid::CellStatus::ok);
  ASSERT_THAT(series.times, SizeIs(31));
  for (std::size_t i = 0; i < series.times.size(); ++i) {
    const double time = series.times[i];
    EXPECT_EQ(time, 10.0 * static_cast<double>(i) / 30.0);
    EXPECT_NEAR(series.states[0][i], std::cos(time), 2e-5) << time;
    EXPECT_NEAR(series.states[1][i], -std::sin(time), 2e-5) << time;
  }
}

// Events at 0, between two samples, at a sample and at the end.
TEST_P(AnyIntegrator, HasTheValuesAfterAnEventAtItsTime) {
  const model::Model model = parsed(
      "model steps\ntime t to 4 step 0.01\nstate y = 0\nrate y = 1\n"
      "event first at 0 set y = y + 10\nevent inside at 1.5 set y = y + 10\n"
      "event on at 3 set y = y + 10\nevent last at 4 set y = y + 10\n");
  const TimeSeries series = trace(model, until(4.0, GetParam()), 4);
  ASSERT_EQ(series.status, grid::CellStatus::ok);
  const std::vector<double> expected = {10, 11, 22, 33, 44};
  for (std::size_t i = 0; i < expected.size(); ++i) {
    EXPECT_NEAR(series.states[0][i], expected[i], 1e-6) << i;
  }
}

TEST_P(AnyIntegrator, AStateThatIsLessThanNothingStaysAtItsZero) {
  const model::Model model =
      parsed("model grow\ntime t to 4 step 0.01\nstate y = 0 nonnegative\nrate y = y*(1 - y)\n");
  EXPECT_THAT(trace(model, until(4.0, GetParam()), 4).states[0], Each(0.0));
}

INSTANTIATE_TEST_SUITE_P(CellTracer, AnyIntegrator,
                         ::testing::Values(Integrator::automatic, Integrator::rk4,
                                           Integrator::dopri5, Integrator::rodas5p),
                         [](const auto& info) { return test::name_of(info.param); });

TEST(CellTracer, SamplesOfAMapAreItsIterations) {
  const model::Model model = parsed(
      "model chaos\ntime n to 12\nparameter r = 3.9\nstate x = 0.3\nderived twice = 2*x + n\n"
      "next x = r*x*(1 - x)\n");
  const TimeSeries series = trace(model, until(12.0, Integrator::map), 4);
  const TimeSeries all = trace(model, until(12.0, Integrator::map), 12);
  EXPECT_THAT(series.times, ElementsAre(0, 3, 6, 9, 12));
  double x = 0.3;
  for (std::size_t n = 0; n <= 12; ++n) {
    EXPECT_DOUBLE_EQ(all.states[0][n], x) << n;
    if (n % 3 == 0) {
      EXPECT_EQ(series.states[0][n / 3], all.states[0][n]) << n;
    }
    x = 3.9 * all.states[0][n] * (1.0 - all.states[0][n]);
  }
}

TEST(CellTracer, DerivedValuesAreThoseOfTheStatesAndTheTime) {
  const model::Model model = parsed(
      "model sums\ntime t to 10 step 0.1\nparameter k = 0.5\nstate a = 1\nstate b = 2\n"
      "derived sum = a + b\nderived late = if(t < 5, 0, k)\nderived both = sum*late\n"
      "rate a = -k*a\nrate b = k*a\n");
  const TimeSeries series = trace(model, until(10.0), 200, {{"k", 0.25}});
  ASSERT_THAT(series.derived, SizeIs(3));
  for (std::size_t i = 0; i < series.times.size(); ++i) {
    const double sum = series.states[0][i] + series.states[1][i];
    EXPECT_EQ(series.derived[0][i], sum);
    EXPECT_EQ(series.derived[1][i], series.times[i] < 5.0 ? 0.0 : 0.25);
    EXPECT_EQ(series.derived[2][i], series.times[i] < 5.0 ? 0.0 : sum * 0.25);
  }
}

TEST(CellTracer, AfterASimulationHasFailedThereIsNothing) {
  const model::Model model =
      parsed("model burst\ntime t to 2 step 0.01\nstate y = 1\nrate y = y*y\n");
  const TimeSeries series = trace(model, until(2.0, Integrator::dopri5), 20);
  EXPECT_NE(series.status, grid::CellStatus::ok);
  EXPECT_NEAR(series.states[0][5], 2.0, 1e-4);  // 1/(1 - t) at 0.5
  EXPECT_TRUE(std::isnan(series.states[0][15]));
  EXPECT_TRUE(std::isnan(series.states[0][20]));
}

TEST(CellTracer, ACellThatIsHandedToTheStiffMethodHasNoGap) {
  const model::Model model = test::shipped("robertson");
  const TimeSeries series = trace(model, until(40.0), 100);
  const TimeSeries stiff = trace(model, until(40.0, Integrator::rodas5p), 100);
  ASSERT_EQ(series.status, grid::CellStatus::ok);
  for (std::size_t i = 0; i < series.times.size(); ++i) {
    EXPECT_NEAR(series.states[0][i], stiff.states[0][i], 1e-5) << i;
    EXPECT_NEAR(series.states[2][i], stiff.states[2][i], 1e-5) << i;
  }
}

TEST(CellTracer, MetricsAreThoseOfTheSweepThatSkipsNothing) {
  const model::Model model = test::shipped("predator-prey");
  const std::vector<metric::MetricSpec> metrics = {metric::parse_metric("P.period", "test"),
                                                   metric::parse_metric("P.period_fft", "test"),
                                                   metric::parse_metric("P.max", "test")};
  IntegrationOptions options = until(2600.0);
  options.early_stop = false;
  const grid::ParameterGrid grid(test::values("G", {100.0, 150.0}), test::values("rec", {32.5}),
                                 test::values("kN", {0.021}));
  CellSolver solver(model, grid, {}, metrics, options);
  const ChunkResult cell = solver.solve({1, 2});
  const TimeSeries series = CellTracer(model, grid, {}, metrics, options, 50).trace(1);
  for (std::size_t m = 0; m < metrics.size(); ++m) {
    EXPECT_EQ(series.metrics[m], cell.values[m].front()) << metrics[m].label();
  }
  EXPECT_GT(cell.values[2].front(), 0.0);
}

TEST(CellTracer, ACellOfASweepHasTheSweepsParameters) {
  const model::Model model = parsed(
      "model rates\ntime t to 1 step 0.1\nparameter k = 1\nparameter twice = 2*k\n"
      "parameter other = 0\nstate y = 1\nrate y = -twice*y\n");
  const grid::ParameterGrid grid(test::values("k", {0.5, 1.5}), test::values("other", {0.0}),
                                 test::values("y_0", {1.0, 4.0}));
  CellTracer tracer(model, grid, {}, {}, until(1.0), 1);
  const TimeSeries series = tracer.trace(grid.cell({1, 0, 1}));
  EXPECT_THAT(tracer.parameters(grid.cell({1, 0, 1})), ElementsAre(1.5, 0.0, 4.0));
  EXPECT_EQ(series.states[0].front(), 4.0);
  EXPECT_NEAR(series.states[0].back(), 4.0 * std::exp(-3.0), 1e-5);
  ASSERT_EQ(tracer.model().derived.back().name, "twice");
  EXPECT_EQ(series.derived.back().back(), 3.0);
}

}  // namespace
}  // namespace heatreel::solve
