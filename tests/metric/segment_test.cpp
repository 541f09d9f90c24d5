// SPDX-License-Identifier: GPL-3.0-or-later
#include "heatreel/metric/segment.hpp"

#include <cmath>
#include <functional>
#include <map>
#include <numbers>

#include <gtest/gtest.h>

namespace heatreel::metric {
namespace {

using expr::Value;
using Numbers = std::map<std::string, double, std::less<>>;

/// Feeds a function, as cubic Hermite segments between given times, to a metric.
struct Curve {
  std::function<double(double)> coordinate;
  std::function<double(double)> slope;
  Scale scale = Scale::linear;

  double reduce(Kind kind, const std::vector<double>& times) const {
    expr::Graph graph;
    const auto in = [&](const char* name) { return Value(graph, name); };
    const Segment segment{
        in("t"),  in("h"),  {in("begin"), in("rise"), in("c1"), in("c2"), in("t").number(0.0)},
        in("s0"), in("s1"), scale};
    const Reduction reduction = build_reduction(graph, {"y", kind}, segment);
    Numbers numbers;
    for (const Accumulator& accumulator : reduction.accumulators) {
      numbers[accumulator.name] = accumulator.initial;
    }
    for (std::size_t i = 0; i + 1 < times.size(); ++i) {
      describe(times[i], times[i + 1], numbers);
      Numbers next = numbers;
      for (const Accumulator& accumulator : reduction.accumulators) {
        next[accumulator.name] = expr::evaluate(graph, accumulator.update, numbers);
      }
      numbers = next;
    }
    return expr::evaluate(graph, reduction.result, numbers);
  }

 private:
  void describe(double begin, double end, Numbers& numbers) const {
    const double h = end - begin;
    const double rise = coordinate(end) - coordinate(begin);
    numbers["t"] = begin;
    numbers["h"] = h;
    numbers["begin"] = coordinate(begin);
    numbers["rise"] = rise;
    numbers["c1"] = h * slope(begin) - rise;
    numbers["c2"] = 2 * rise - h * slope(end) - h * slope(begin);
    numbers["s0"] = slope(begin);
    numbers["s1"] = slope(end);
  }
};

std::vector<double> times(double begin, double end, int segments) {
  std::vector<double> result;
  for (int i = 0; i <= segments; ++i) {
    const double part = static_cast<double>(i) / segments;
    result.push_back(begin + (end - begin) * part * part);  // of growing width
  }
  return result;
}

Curve sine() {
  return {[](double t) { return std::sin(t); }, [](double t) { return std::cos(t); }};
}

TEST(Segment, shows_extremes_between_its_ends) {
  const auto at = times(0.3, 20.0, 60);
  EXPECT_NEAR(sine().reduce(Kind::max, at), 1.0, 1e-4);
  EXPECT_NEAR(sine().reduce(Kind::min, at), -1.0, 1e-4);
  EXPECT_NEAR(sine().reduce(Kind::amplitude, at), 2.0, 2e-4);
}

TEST(Segment, shows_the_extreme_of_a_single_parabola_exactly) {
  const Curve hill{[](double t) { return 3.0 - (t - 0.3) * (t - 0.3); },
                   [](double t) { return -2.0 * (t - 0.3); }};
  EXPECT_NEAR(hill.reduce(Kind::max, {0.0, 1.0}), 3.0, 1e-15);
  EXPECT_NEAR(hill.reduce(Kind::min, {0.0, 1.0}), 3.0 - 0.49, 1e-15);
}

TEST(Segment, times_maxima_for_the_period) {
  EXPECT_NEAR(sine().reduce(Kind::period, times(0.0, 40.0, 200)), 2 * std::numbers::pi, 1e-4);
}

TEST(Segment, counts_a_maximum_on_a_seam_once) {
  const double top = std::numbers::pi / 2;
  std::vector<double> at;
  for (int i = 0; i <= 24; ++i) {
    at.push_back(0.2 + (top - 0.2) / 4 * i);
  }
  EXPECT_NEAR(sine().reduce(Kind::period, at), 2 * std::numbers::pi, 1e-3);
}

TEST(Segment, has_no_period_without_two_maxima_or_at_rest) {
  EXPECT_TRUE(std::isnan(sine().reduce(Kind::period, times(0.0, 6.0, 50))));
  const Curve noise{[](double t) { return 100.0 + 0.01 * std::sin(t); },
                    [](double t) { return 0.01 * std::cos(t); }};
  EXPECT_TRUE(std::isnan(noise.reduce(Kind::period, times(0.0, 40.0, 200))));
}

TEST(Segment, averages_over_time) {
  EXPECT_NEAR(sine().reduce(Kind::mean, times(0.0, 3.0, 20)), (1 - std::cos(3.0)) / 3, 1e-5);
}

TEST(Segment, reads_logarithms) {
  const Curve growth{[](double t) { return -t; }, [](double) { return -1.0; }, Scale::logarithmic};
  const auto at = times(0.0, 4.0, 20);
  EXPECT_NEAR(growth.reduce(Kind::mean, at), (1 - std::exp(-4.0)) / 4, 1e-6);
  EXPECT_NEAR(growth.reduce(Kind::final, at), std::exp(-4.0), 1e-15);
  EXPECT_NEAR(growth.reduce(Kind::amplitude, at), 1 - std::exp(-4.0), 1e-15);
  EXPECT_NEAR(growth.reduce(Kind::max, at), 1.0, 1e-15);
}

TEST(Segment, cuts_off_below_zero) {
  Curve curve = sine();
  curve.scale = Scale::cut_at_zero;
  const auto at = times(0.0, 2 * std::numbers::pi, 400);
  EXPECT_EQ(curve.reduce(Kind::min, at), 0.0);
  EXPECT_NEAR(curve.reduce(Kind::mean, at), 1 / std::numbers::pi, 1e-4);
}

}  // namespace
}  // namespace heatreel::metric
