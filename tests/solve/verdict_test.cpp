// SPDX-License-Identifier: GPL-3.0-or-later
// Verdicts of cells whose answer is known.
#include "solve/models.hpp"

#include <cmath>
#include <numbers>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "heatreel/solve/cell_solver.hpp"

namespace heatreel::solve {
namespace {

using grid::CellVerdict;
using metric::Kind;
using Metrics = std::vector<metric::MetricSpec>;

const std::vector<Integrator> flows{Integrator::automatic, Integrator::dopri5, Integrator::rodas5p,
                                    Integrator::rk4};

/// x'' = -w²·x - 2·d·x', from x = 1.
model::Model focus() {
  return model::parse_model(
      "model focus\ntime t to 10 step 0.1\nstate x = 1\nstate v = 0\nparameter w = 1\n"
      "parameter d = 0\nparameter c = 0\nrate x = v\nrate v = -w^2*x - 2*d*v\n",
      "test");
}

/// dy/dt as given, from y = 1; a and b are parameters.
model::Model scalar(const std::string& rate, const std::string& start = "1") {
  return model::parse_model(
      "model scalar\ntime t to 10 step 0.1\nstate y = " + start +
          "\nparameter a = 1\nparameter b = 1\nparameter c = 1\nrate y = " + rate + "\n",
      "test");
}

model::Model logistic() {
  return model::parse_model(
      "model logistic\ntime n to 1000\nstate x = 0.4\nparameter r = 3\nparameter b = 0\n"
      "parameter c = 0\nnext x = r*x*(1 - x)\n",
      "test");
}

CellVerdict verdict(const model::Model& model, const Metrics& metrics,
                    const IntegrationOptions& how, const ParameterSettings& settings = {}) {
  return test::one_cell(model, metrics, how, settings).verdicts[0];
}

/// Until t_end, with metrics from the last 30 %; steps of rk4 are short.
IntegrationOptions until(double t_end, Integrator integrator = Integrator::automatic) {
  return {.t_end = t_end, .dt = 0.02, .tail = 0.3, .integrator = integrator};
}

const Metrics swing{{"x", Kind::amplitude}};
const Metrics level{{"y", Kind::mean}};

class EachIntegrator : public ::testing::TestWithParam<Integrator> {};

TEST_P(EachIntegrator, TellsAFocusByItsDamping) {
  const IntegrationOptions how = until(300.0, GetParam());
  for (const Metrics& metrics : {swing, Metrics{{"x", Kind::mean}}, Metrics{{"x", Kind::period}}}) {
    EXPECT_EQ(verdict(focus(), metrics, how), CellVerdict::periodic);
    EXPECT_EQ(verdict(focus(), metrics, how, {{"d", 0.01}}), CellVerdict::still_changing);
    EXPECT_EQ(verdict(focus(), metrics, how, {{"d", 0.1}}), CellVerdict::at_rest);
    EXPECT_EQ(verdict(focus(), metrics, how, {{"d", -0.002}}), CellVerdict::still_changing);
    EXPECT_EQ(verdict(focus(), metrics, how, {{"d", -0.1}}), CellVerdict::diverges);
  }
}

TEST_P(EachIntegrator, TellsWhatASingleStateDoes) {
  const IntegrationOptions how = until(100.0, GetParam());
  EXPECT_EQ(verdict(scalar("1 - y", "0"), level, how), CellVerdict::at_rest);
  EXPECT_EQ(verdict(scalar("-y"), level, how), CellVerdict::at_rest);
  EXPECT_EQ(verdict(scalar("-0.01*y"), level, how), CellVerdict::still_changing);
  EXPECT_EQ(verdict(scalar("0.01"), level, how), CellVerdict::still_changing);
  EXPECT_EQ(verdict(scalar("0.1*y"), level, how), CellVerdict::diverges);
  EXPECT_EQ(verdict(scalar("0.2*y*(1 - y)", "1e-7"), level, how), CellVerdict::still_changing)
      << "it saturates in the tail";
  EXPECT_EQ(verdict(scalar("sin(t) - y"), level, how), CellVerdict::periodic);
}

TEST_P(EachIntegrator, TellsCyclesFromChaos) {
  EXPECT_EQ(verdict(test::shipped("van-der-pol"), swing, until(200.0, GetParam())),
            CellVerdict::periodic);
  IntegrationOptions how = until(200.0, GetParam());
  how.dt = 0.005;
  for (const char* state : {"x", "z"}) {
    EXPECT_EQ(verdict(test::shipped("lorenz"), {{state, Kind::amplitude}}, how),
              CellVerdict::irregular)
        << state;
    EXPECT_EQ(verdict(test::shipped("lorenz"), {{state, Kind::mean}}, how), CellVerdict::irregular)
        << state;
  }
  EXPECT_EQ(verdict(test::shipped("lorenz"), swing, how, {{"rho", 14.0}}), CellVerdict::at_rest);
  EXPECT_EQ(verdict(test::shipped("lorenz"), {{"z", Kind::period}}, how, {{"rho", 160.0}}),
            CellVerdict::periodic)
      << "the window of cycles at rho = 160 (Sparrow 1982)";
}

INSTANTIATE_TEST_SUITE_P(Verdict, EachIntegrator, ::testing::ValuesIn(flows),
                         [](const auto& info) { return test::name_of(info.param); });

TEST(Verdict, IsIrregularForTwoFrequenciesWithoutACommonMultiple) {
  const model::Model model = model::parse_model(
      "model two\ntime t to 10 step 0.1\nstate x = 1\nstate v = 0\nstate y = 1\nstate w = 0\n"
      "parameter f = 1.4142135623730951\nparameter b = 0\nparameter c = 0\n"
      "rate x = v\nrate v = -x\nrate y = w\nrate w = -f^2*y\n",
      "test");
  const Metrics sum{{"x+y", Kind::amplitude}};
  EXPECT_EQ(verdict(model, sum, until(1000.0)), CellVerdict::irregular);
  EXPECT_EQ(verdict(model, sum, until(1000.0), {{"f", 2.0}}), CellVerdict::periodic);
  EXPECT_EQ(verdict(model, sum, until(1000.0), {{"f", 1.5}}), CellVerdict::periodic);
}

TEST(Verdict, IsTheGravestOfAllQuantities) {
  const IntegrationOptions how = until(300.0);
  EXPECT_EQ(verdict(focus(), {{"x", Kind::mean}, {"x+0.01*t", Kind::mean}}, how),
            CellVerdict::still_changing);
  EXPECT_EQ(verdict(focus(), {{"0*x+1", Kind::mean}, {"x", Kind::mean}}, how),
            CellVerdict::periodic);
}

TEST(Verdict, IsKnownOfALogarithmicStateFromAnyMetric) {
  const model::Model model = test::decay("nonnegative");
  for (const Metrics& metrics :
       {Metrics{{"y", Kind::mean}}, Metrics{{"y", Kind::final}}, Metrics{}}) {
    EXPECT_EQ(verdict(model, metrics, until(100.0)), CellVerdict::at_rest);
    EXPECT_EQ(verdict(model, metrics, until(2.0)), CellVerdict::still_changing);
  }
}

TEST(Verdict, IsThatOfTheFirstStateWhereMetricsBelongToTheModel) {
  EXPECT_EQ(verdict(test::shipped("lorenz"), {{"", Kind::lyapunov}}, until(200.0)),
            CellVerdict::irregular);
}

TEST(Verdict, KnowsTheLogisticMap) {
  const IntegrationOptions how{.t_end = 1000, .tail = 0.3, .integrator = Integrator::map};
  const auto at = [&](double r) { return verdict(logistic(), swing, how, {{"r", r}}); };
  EXPECT_EQ(at(0.5), CellVerdict::at_rest);
  EXPECT_EQ(at(2.5), CellVerdict::at_rest);
  EXPECT_EQ(at(3.0), CellVerdict::still_changing) << "it converges as 1 over the root of n";
  EXPECT_EQ(at(3.2), CellVerdict::periodic);
  EXPECT_EQ(at(3.5), CellVerdict::periodic) << "period 4";
  EXPECT_EQ(at(3.55), CellVerdict::periodic) << "period 8";
  EXPECT_EQ(at(3.835), CellVerdict::periodic) << "period 3";
  EXPECT_EQ(at(3.9), CellVerdict::irregular);
  EXPECT_EQ(at(4.0 - 1e-9), CellVerdict::irregular);
  const ChunkResult beyond = test::one_cell(logistic(), swing, how, {{"r", 4.2}});
  EXPECT_EQ(beyond.status[0], grid::CellStatus::not_finite);
  EXPECT_EQ(beyond.verdicts[0], CellVerdict::diverges);
}

TEST(Verdict, IsDivergesWhereTheSolutionIsNotFinite) {
  EXPECT_EQ(verdict(scalar("y^2"), level, until(2.0)), CellVerdict::diverges);
}

TEST(Verdict, SaysWhereTheTailHoldsTooFewPeriodsAndHowLongItWouldHaveToBe) {
  for (const double period : {16.0, 29.0, 31.0, 33.0}) {
    SCOPED_TRACE(period);
    const ParameterSettings slow{{"w", 2.0 * std::numbers::pi / period}};
    const Metrics metrics{{"x", Kind::period}};
    const ChunkResult few = test::one_cell(focus(), metrics, until(100.0), slow);
    if (!std::isnan(few.values[0][0])) {
      EXPECT_EQ(few.verdicts[0], CellVerdict::periodic);
      continue;
    }
    EXPECT_EQ(few.verdicts[0], CellVerdict::too_few_periods);
    EXPECT_EQ(few.shortage.unmeasured, 0);
    const ChunkResult enough = test::one_cell(focus(), metrics, until(few.shortage.t_end), slow);
    EXPECT_EQ(enough.verdicts[0], CellVerdict::periodic) << few.shortage.t_end;
    EXPECT_NEAR(enough.values[0][0], period, 1e-4 * period);
  }
}

TEST(Verdict, ProposesNothingWhereNoPeriodWasSeen) {
  const ParameterSettings slow{{"w", 2.0 * std::numbers::pi / 82.0}};
  const ChunkResult few = test::one_cell(focus(), {{"x", Kind::period}}, until(100.0), slow);
  EXPECT_EQ(few.verdicts[0], CellVerdict::too_few_periods);
  EXPECT_EQ(few.shortage, (grid::Shortage{1, 0.0}));
}

TEST(Verdict, IsTheSameFromBothEngines) {
  const model::Model model = test::shipped("predator-prey");
  const grid::ParameterGrid grid(grid::Axis::range("G", 50, 300, 8, grid::Spacing::linear),
                                 grid::Axis::range("rec", 10, 50, 8, grid::Spacing::linear),
                                 grid::Axis::range("assoc_ddg", -1, 1, 4, grid::Spacing::linear));
  const IntegrationOptions how{
      .t_end = 2600, .dt = 1, .tail = 0.3, .integrator = Integrator::automatic};
  const auto solved = [&](program::Engine engine) {
    return CellSolver(model, grid, {}, {{"P", Kind::period}}, how, engine).solve({0, grid.cells()});
  };
  const ChunkResult machine_code = solved(program::Engine::automatic);
  const ChunkResult interpreted = solved(program::Engine::interpreter);
  EXPECT_EQ(machine_code.verdicts, interpreted.verdicts);
  EXPECT_EQ(machine_code.shortage, interpreted.shortage);
}

}  // namespace
}  // namespace heatreel::solve
