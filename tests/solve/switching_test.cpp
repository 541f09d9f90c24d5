// SPDX-License-Identifier: GPL-3.0-or-later
// Steps end where equations jump or bend, and where events happen.
#include "solve/models.hpp"

#include <cmath>
#include <numbers>

#include <gtest/gtest.h>

namespace heatreel::solve {
namespace {

using grid::CellStatus;
using metric::Kind;
using test::one_cell;

model::Model read(const std::string& lines) {
  return model::parse_model(
      "model test\ntime t to 1 step 0.01\nparameter a = 0\nparameter b = 0\n"
      "parameter c = 0\n" +
          lines,
      "test");
}

class Switching : public testing::TestWithParam<Integrator> {
 protected:
  static IntegrationOptions until(double t_end, double tail = 1.0) {
    IntegrationOptions options;
    options.t_end = t_end;
    options.dt = t_end / 1000.0;
    options.tail = tail;
    options.integrator = GetParam();
    return options;
  }

  static double single(const std::string& lines, const metric::MetricSpec& metric,
                       const IntegrationOptions& how) {
    SCOPED_TRACE(lines);
    return test::single(read(lines), metric, how);
  }
};

TEST_P(Switching, does_not_step_over_a_short_pulse) {
  const std::string pulse =
      "state x = 0\nrate x = if(t >= 500, if(t < 500.1, 100, 0), 0) - 0.01*x\n";
  const double after = 100 / 0.01 * (1 - std::exp(-0.001));
  EXPECT_NEAR(single(pulse, {"x", Kind::final}, until(1000)), after * std::exp(-0.01 * 499.9),
              1e-7);
  EXPECT_NEAR(single(pulse, {"x", Kind::max}, until(1000)), after, 1e-5);
}

TEST_P(Switching, sees_every_pulse_of_a_train) {
  const std::string doses = "state x = 0\nrate x = if(t - 24*floor(t/24) < 0.1, 100, 0) - 0.1*x\n";
  double c = 0.0;
  for (int dose = 0; dose < 10; ++dose) {
    c = (100 / 0.1 * (1 - std::exp(-0.01)) + c * std::exp(-0.01)) * std::exp(-0.1 * 23.9);
  }
  EXPECT_NEAR(single(doses, {"x", Kind::final}, until(240)), c, 2e-6);
  EXPECT_NEAR(single(doses, {"x", Kind::period}, until(240)), 24.0, 1e-9);
}

TEST_P(Switching, takes_a_jump_at_a_late_time) {
  IntegrationOptions how = until(3e7);
  how.atol = 1e-3;
  const double final =
      single("state x = 0\nrate x = if(t > 1e6, 1000, 0) - 1e-7*x\n", {"x", Kind::final}, how);
  EXPECT_NEAR(final / (1e10 * (1 - std::exp(-2.9))), 1.0, 1e-6);
}

TEST_P(Switching, finds_where_a_state_crosses_a_threshold) {
  // x' = 1 up to x = 1/3, then 2: x(1) = 1/3 + 2·2/3.
  EXPECT_NEAR(single("state x = 0\nrate x = if(x < 1/3, 1, 2)\n", {"x", Kind::final}, until(1)),
              5.0 / 3.0, 1e-8);
}

TEST_P(Switching, follows_bends_of_abs_min_and_max) {
  const double pi = std::numbers::pi;
  EXPECT_NEAR(single("state x = 0\nrate x = abs(sin(t))\n", {"x", Kind::final}, until(2 * pi)), 4.0,
              1e-5);
  EXPECT_NEAR(single("state x = 0\nrate x = max(t - 0.5, 0)\n", {"x", Kind::final}, until(1)),
              0.125, 1e-9);
  EXPECT_NEAR(single("state x = 0\nrate x = min(t, 0.5)\n", {"x", Kind::final}, until(1)), 0.375,
              1e-9);
}

TEST_P(Switching, switches_conditions_within_conditions) {
  const std::string steps =
      "state x = 0\nrate x = if(floor(4*t) - 2*floor(2*t) < 0.5, if(t < 0.6, 1, 3), 0)\n";
  // 1 in [0, 1/4), 1 in [1/2, 0.6), 3 in [0.6, 3/4).
  EXPECT_NEAR(single(steps, {"x", Kind::final}, until(1)), 0.25 + 0.1 + 0.45, 1e-9);
}

TEST_P(Switching, shows_metrics_the_conditions_of_their_quantities) {
  const std::string circle = "state x = 0\nstate v = 1\nrate x = v\nrate v = -x\n";
  const double pi = std::numbers::pi;
  EXPECT_NEAR(single(circle, {"if(x > 0.5, 1, 0)", Kind::mean}, until(4 * pi)), 1.0 / 3.0, 1e-6);
  EXPECT_EQ(single(circle, {"if(x > 0.5, 1, 0)", Kind::max}, until(4 * pi)), 1.0);
}

TEST_P(Switching, marks_a_solution_that_slides) {
  const ChunkResult result = one_cell(read("state x = 1\nrate x = if(x > 0, -1, 1) + 0.5\n"),
                                      {{"x", Kind::final}}, until(10));
  EXPECT_EQ(result.status[0], CellStatus::endless_switching);
}

TEST_P(Switching, lets_a_neuron_fire) {
  const std::string neuron =
      "state V = 0\nstate n = 0\nrate V = 1.5 - V\nrate n = 0\n"
      "event spike when V > 1 set V = 0, n = n + 1\n";
  const double period = std::log(3.0);
  EXPECT_EQ(single(neuron, {"n", Kind::final}, until(100)), std::floor(100 / period));
  EXPECT_NEAR(single(neuron, {"V", Kind::period}, until(100)), period, 1e-6);
  EXPECT_EQ(single(neuron, {"V", Kind::min}, until(100)), 0.0);
  EXPECT_NEAR(single(neuron, {"V", Kind::max}, until(100)), 1.0, 1e-7);
  EXPECT_NEAR(single(neuron, {"V", Kind::mean}, until(50 * period)),
              1.5 - (1 - std::exp(-period)) * 1.5 / period,
              GetParam() == Integrator::rk4 ? 1e-3 : 1e-5);  // whose mean is a trapezoidal rule
}

TEST_P(Switching, sees_a_jump_up_as_a_maximum) {
  const std::string dose = "state x = 0\nrate x = -x\nevent dose every 1 from 0 set x = x + 1\n";
  EXPECT_NEAR(single(dose, {"x", Kind::period}, until(20, 0.5)), 1.0, 1e-9);
  EXPECT_NEAR(single(dose, {"x", Kind::max}, until(20.5, 0.5)), 1 / (1 - std::exp(-1.0)), 1e-5);
  EXPECT_NEAR(single(dose, {"x", Kind::first_time_above, 1.3}, until(20)), 1.0, 1e-9);
}

TEST_P(Switching, lets_a_ball_bounce) {
  const std::string ball =
      "state h = 1\nstate v = 0\nparameter e = 0.8\nrate h = v\nrate v = -9.81\n"
      "event bounce when h < 0 and v < 0 set v = -e*v\n";
  // It falls for √(2/g), then bounces for twice as long times e, e², …
  const double fall = std::sqrt(2 / 9.81);
  const double second_top = fall * (1 + 2 * 0.8 + 0.8 * 0.8);
  EXPECT_NEAR(single(ball, {"h", Kind::final}, until(second_top)), std::pow(0.8, 4), 1e-6);
  const ChunkResult at_rest = one_cell(read(ball), {{"h", Kind::final}}, until(5));
  EXPECT_EQ(at_rest.status[0], CellStatus::endless_switching);
}

TEST_P(Switching, makes_assignments_when_events_say) {
  const std::string events =
      "state x = 0\nstate y = 0\nstate z = 0\nstate u = 0\nrate x = 1\nrate y = 0\nrate z = 0\n"
      "rate u = 0\n"
      "event early when x >= 2 delay 1.5 set y = x\n"
      "event late when x >= 2 delay 1.5 late set z = x\n"
      "event gone when x >= 2 and x < 3 delay 1.5 set u = u + 1\n"
      "event kept when x >= 2 and x < 3 delay 1.5 persistent set u = u + 10\n"
      "event begun when x >= 0 set u = u + 100\n"
      "event begins when x >= 0 initially false set u = u + 1000\n";
  EXPECT_NEAR(single(events, {"y", Kind::final}, until(10)), 2.0, 1e-6);
  EXPECT_NEAR(single(events, {"z", Kind::final}, until(10)), 3.5, 1e-6);
  EXPECT_EQ(single(events, {"u", Kind::final}, until(10)), 1010.0);
}

TEST_P(Switching, carries_out_simultaneous_events_by_priority) {
  const std::string late =
      "state y = 1\nrate y = 0\n"
      "event one at 5 priority 1 late set y = y + 1\nevent two at 5 priority 2 late set y = 10*y\n";
  EXPECT_EQ(single(late, {"y", Kind::final}, until(10)), 11.0);
  const std::string cascade =
      "state y = 0\nrate y = 0\nevent first at 5 set y = 1\nevent second when y > 0.5 set y = 3\n";
  EXPECT_EQ(single(cascade, {"y", Kind::final}, until(10)), 3.0);
}

TEST_P(Switching, marks_events_that_set_each_other_off_for_ever) {
  const ChunkResult result = one_cell(
      read("state y = 0\nrate y = 0\nevent up at 1 set y = 1\nevent on when y > 0.5 set y = 0\n"
           "event off when y < 0.5 set y = 1\n"),
      {{"y", Kind::final}}, until(10));
  EXPECT_EQ(result.status[0], CellStatus::endless_switching);
}

INSTANTIATE_TEST_SUITE_P(Integrators, Switching,
                         testing::Values(Integrator::automatic, Integrator::rodas5p,
                                         Integrator::rk4),
                         [](const auto& info) { return test::name_of(info.param); });

TEST(SwitchingOfMaps, happens_between_iterations) {
  const model::Model model = model::parse_model(
      "model counter\ntime n to 50\nstate x = 0\nstate y = 0\nparameter a = 1\nparameter b = 0\n"
      "parameter c = 0\nnext x = x + a\nnext y = y\nevent full when x >= 10 set x = 0, y = y + 1\n",
      "test");
  IntegrationOptions how;
  how.t_end = 50;
  how.tail = 1.0;
  how.integrator = Integrator::map;
  const ChunkResult result =
      one_cell(model, {{"y", Kind::final}, {"x", Kind::max}, {"x", Kind::final}}, how);
  EXPECT_EQ(result.values[0][0], 5.0);
  EXPECT_EQ(result.values[1][0], 10.0);
  EXPECT_EQ(result.values[2][0], 0.0);
}

TEST(SwitchingOfMaps, leaves_conditions_of_next_values_to_each_iteration) {
  const model::Model tent = model::parse_model(
      "model tent\ntime n to 3\nstate x = 0.3\nparameter a = 2\nparameter b = 0\nparameter c = 0\n"
      "next x = a*min(x, 1 - x)\n",
      "test");
  IntegrationOptions how;
  how.t_end = 3;
  how.integrator = Integrator::map;
  EXPECT_NEAR(one_cell(tent, {{"x", Kind::final}}, how).values[0][0], 0.4, 1e-14);
}

}  // namespace
}  // namespace heatreel::solve
