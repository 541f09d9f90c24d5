// SPDX-License-Identifier: GPL-3.0-or-later
// Maps, against closed forms and plain loops.
#include "solve/models.hpp"

#include <cmath>

#include <gtest/gtest.h>

#include "heatreel/solve/cell_solver.hpp"

namespace heatreel::solve {
namespace {

using grid::CellStatus;
using metric::Kind;
using test::one_cell;
using test::single;

IntegrationOptions iterations(double count, double tail = 1.0) {
  IntegrationOptions options;
  options.t_end = count;
  options.tail = tail;
  options.integrator = Integrator::map;
  return options;
}

/// x[n] runs through a saw tooth 0, 1, …, 4, 0, 1, …; y counts by the time.
model::Model saw() {
  return model::parse_model(
      "model saw\ntime n to 100\nstate x = 0\nstate y = 7\nstate z = 0 nonnegative\n"
      "next x = if(x < 4, x + 1, 0)\nnext y = n\nnext z = 3 - 2*x\n",
      "saw");
}

TEST(Map, takes_metrics_from_the_samples) {
  const IntegrationOptions how = iterations(20);
  EXPECT_EQ(single(saw(), {"x", Kind::min}, how), 0.0);
  EXPECT_EQ(single(saw(), {"x", Kind::max}, how), 4.0);
  EXPECT_EQ(single(saw(), {"x", Kind::amplitude}, how), 4.0);
  EXPECT_EQ(single(saw(), {"x", Kind::final}, iterations(18)), 3.0);
  EXPECT_NEAR(single(saw(), {"x", Kind::period}, how), 5.0, 1e-14);
  EXPECT_EQ(single(saw(), {"y", Kind::final}, how), 19.0);
  EXPECT_EQ(single(saw(), {"y", Kind::max}, how), 19.0);
}

TEST(Map, weighs_the_samples_after_all_iterations_alike) {
  const IntegrationOptions how = iterations(20);  // 1, 2, 3, 4, 0, four times
  EXPECT_NEAR(single(saw(), {"x", Kind::mean}, how), 2.0, 1e-14);
  EXPECT_NEAR(single(saw(), {"x", Kind::standard_deviation}, how), std::sqrt(2.0), 1e-14);
  EXPECT_EQ(single(saw(), {"x", Kind::peaks}, how), 4.0);
  EXPECT_EQ(single(saw(), {"x", Kind::time_above, 2.5}, how), 8.0);
  EXPECT_EQ(single(saw(), {"y", Kind::first_time_above, 10.5}, iterations(20, 0.1)), 12.0);
  EXPECT_EQ(single(saw(), {"x", Kind::period_spread}, how), 0.0);
}

TEST(Map, follows_quantities_and_not_their_states) {
  // -x has its maxima where x has its minima; x·(4 - x) at 2.
  EXPECT_NEAR(single(saw(), {"-x", Kind::period}, iterations(20)), 5.0, 1e-14);
  EXPECT_EQ(single(saw(), {"-x", Kind::peaks}, iterations(22)), 4.0);
  EXPECT_EQ(single(saw(), {"x*(4 - x)", Kind::peaks}, iterations(20)), 4.0);
  EXPECT_EQ(single(saw(), {"x*(4 - x)", Kind::max}, iterations(20)), 4.0);
}

TEST(Map, looks_at_exactly_the_tail) {
  EXPECT_EQ(single(saw(), {"y", Kind::min}, iterations(20, 0.3)), 13.0);
  EXPECT_EQ(single(saw(), {"y", Kind::min}, iterations(1, 1.0)), 0.0);
}

TEST(Map, computes_all_next_values_from_the_present_ones) {
  // Fibonacci's numbers.
  const model::Model model = model::parse_model(
      "model fibonacci\ntime n to 10\nstate a = 0\nstate b = 1\nparameter k = 0\n"
      "next a = b\nnext b = a + b\n",
      "test");
  EXPECT_EQ(single(model, {"a", Kind::final}, iterations(50)), 12586269025.0);
}

TEST(Map, cuts_nonnegative_states_off) {
  // 3 - 2x is -1 or less for x > 1.
  EXPECT_EQ(single(saw(), {"z", Kind::min}, iterations(20)), 0.0);
  EXPECT_EQ(single(saw(), {"z", Kind::max}, iterations(20)), 3.0);
}

TEST(Map, has_a_spectrum_of_every_iteration_where_it_needs_one) {
  // Every second point of a cycle of two is the same, and every 147th of one of three misses two.
  const model::Model model = test::shipped("logistic");
  const metric::MetricSpec spectral{"x", Kind::period_fft};
  for (const double t_end : {100.0, 1000.0, 1e4, 1e6}) {
    const auto period = [&](double r) {
      return single(model, spectral, iterations(t_end), {{"r", r}, {"x_0", 0.1}});
    };
    EXPECT_NEAR(period(3.2), 2.0, 1e-6) << t_end;
    EXPECT_NEAR(period(3.84), 3.0, 1e-2) << t_end;
  }
}

TEST(Map, has_the_periods_of_the_logistic_map) {
  // Cycles of 2 and 4 end where r = 1 + √6 and 3.5441; 3.83 is in the window of 3.
  const model::Model model = test::shipped("logistic");
  const auto period = [&](double r) {
    return single(model, {"x", Kind::period}, iterations(3001, 0.3), {{"r", r}});
  };
  EXPECT_TRUE(std::isnan(period(2.9)));
  EXPECT_NEAR(period(3.2), 2.0, 1e-12);
  EXPECT_NEAR(period(3.83), 3.0, 1e-12);
  // Of four points, two are above their neighbours.
  EXPECT_NEAR(period(3.5), 2.0, 1e-12);
  // The cycle of two: x = (r + 1 ± √((r - 3)(r + 1)))/2r.
  const double root = std::sqrt(0.2 * 4.2);
  EXPECT_NEAR(single(model, {"x", Kind::max}, iterations(3000), {{"r", 3.2}}), (4.2 + root) / 6.4,
              1e-2);
  EXPECT_NEAR(single(model, {"x", Kind::max}, iterations(3000, 0.1), {{"r", 3.2}}),
              (4.2 + root) / 6.4, 1e-12);
  EXPECT_NEAR(single(model, {"x", Kind::mean}, iterations(3001, 0.3), {{"r", 3.2}}), 4.2 / 6.4,
              1e-3);
}

TEST(Map, follows_henon_as_a_plain_loop_does) {
  double x = 0.1;
  double y = 0.1;
  for (int n = 0; n < 30; ++n) {
    const double next = 1 - 1.4 * x * x + y;
    y = 0.3 * x;
    x = next;
  }
  EXPECT_NEAR(single(test::shipped("henon"), {"x", Kind::final}, iterations(30)), x, 1e-9);
}

TEST(Map, tells_states_that_were_infinite_on_the_way) {
  // 0, 1/0, 1/∞ = 0, ...: the last value is a number.
  const model::Model inverse = model::parse_model(
      "model inverse\ntime n to 10\nstate x = 0\nparameter a = 0\nparameter b = 0\n"
      "parameter c = 0\nnext x = 1/x\n",
      "test");
  const ChunkResult result =
      one_cell(inverse, {{"x", Kind::max}, {"a", Kind::final}}, iterations(10));
  EXPECT_EQ(result.status[0], CellStatus::not_finite);
  EXPECT_TRUE(std::isnan(result.values[1][0]));
}

TEST(Map, tells_cells_that_explode) {
  const ChunkResult result =
      one_cell(test::shipped("henon"), {{"y", Kind::final}}, iterations(100), {{"a", 3.0}});
  EXPECT_EQ(result.status[0], CellStatus::not_finite);
}

}  // namespace
}  // namespace heatreel::solve
