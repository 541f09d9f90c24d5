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
using Times = std::vector<double>;

constexpr double pi = std::numbers::pi;

/// A function that is fed to metrics as cubic Hermite segments between given times.
struct Curve {
  std::function<double(double)> coordinate;
  std::function<double(double)> slope;
  Scale scale = Scale::linear;

  double reduce(const MetricSpec& metric, const Times& times,
                Reading reading = Reading::dense) const {
    expr::Graph graph;
    const auto in = [&](const char* name) { return Value(graph, name); };
    const Path path = cubic_path(in("begin"), in("rise"), in("d0"), in("d1"));
    const Segment segment{in("t"), in("h"), path, in("end"), in("s0"), in("s1"), scale, reading};
    const Reduction reduction = build_reduction(graph, metric, segment);
    Numbers numbers;
    for (const Accumulator& accumulator : reduction.accumulators) {
      numbers[accumulator.name] = accumulator.initial;
    }
    for (std::size_t i = 1; i < times.size(); ++i) {
      describe(times[i - 1], times[i], numbers);
      Numbers next = numbers;
      for (const bool rarely : {false, true}) {
        for (const Accumulator& each : reduction.accumulators) {
          if (each.when.has_value() == rarely &&
              (!rarely || expr::evaluate(graph, *each.when, numbers) != 0.0)) {
            next[each.name] = expr::evaluate(graph, each.update, numbers);
          }
        }
      }
      numbers = next;
    }
    return expr::evaluate(graph, reduction.result, numbers);
  }

  double reduce(Kind kind, const Times& times, Reading reading = Reading::dense) const {
    return reduce({"y", kind}, times, reading);
  }

 private:
  void describe(double begin, double end, Numbers& numbers) const {
    numbers["t"] = begin;
    numbers["h"] = end - begin;
    numbers["begin"] = coordinate(begin);
    numbers["rise"] = coordinate(end) - coordinate(begin);
    numbers["end"] = coordinate(end);
    numbers["s0"] = slope(begin);
    numbers["s1"] = slope(end);
    numbers["d0"] = (end - begin) * slope(begin);
    numbers["d1"] = (end - begin) * slope(end);
  }
};

/// Segments of growing width.
Times growing(double begin, double end, int segments) {
  Times result;
  for (int i = 0; i <= segments; ++i) {
    const double part = static_cast<double>(i) / segments;
    result.push_back(begin + (end - begin) * part * part);
  }
  return result;
}

Times equal(double begin, double end, int segments) {
  Times result;
  for (int i = 0; i <= segments; ++i) {
    result.push_back(begin + (end - begin) * i / segments);
  }
  return result;
}

Curve sine(double mean = 0.0, double amplitude = 1.0) {
  return {[=](double t) { return mean + amplitude * std::sin(t); },
          [=](double t) { return amplitude * std::cos(t); }};
}

Curve decay() {
  return {[](double t) { return -t; }, [](double) { return -1.0; }, Scale::logarithmic};
}

/// sin(t) + 0.02·t, whose maxima are 2π apart.
Curve rising_sine() {
  return {[](double t) { return std::sin(t) + 0.02 * t; },
          [](double t) { return std::cos(t) + 0.02; }};
}

TEST(Dense, shows_extremes_between_the_ends) {
  const Times at = growing(0.3, 20.0, 60);
  EXPECT_NEAR(sine().reduce(Kind::max, at), 1.0, 1e-4);
  EXPECT_NEAR(sine().reduce(Kind::min, at), -1.0, 1e-4);
  EXPECT_NEAR(sine().reduce(Kind::amplitude, at), 2.0, 2e-4);
}

TEST(Dense, shows_the_extreme_of_a_single_parabola_exactly) {
  const Curve hill{[](double t) { return 3.0 - (t - 0.3) * (t - 0.3); },
                   [](double t) { return -2.0 * (t - 0.3); }};
  EXPECT_NEAR(hill.reduce(Kind::max, {0.0, 1.0}), 3.0, 1e-15);
  EXPECT_NEAR(hill.reduce(Kind::min, {0.0, 1.0}), 3.0 - 0.49, 1e-15);
}

TEST(Dense, reads_logarithms) {
  const Times at = growing(0.0, 4.0, 20);
  EXPECT_NEAR(decay().reduce(Kind::mean, at), (1 - std::exp(-4.0)) / 4, 1e-6);
  EXPECT_NEAR(decay().reduce(Kind::final, at), std::exp(-4.0), 1e-15);
  EXPECT_NEAR(decay().reduce(Kind::amplitude, at), 1 - std::exp(-4.0), 1e-15);
  EXPECT_NEAR(decay().reduce(Kind::max, at), 1.0, 1e-15);
}

TEST(Dense, cuts_off_below_zero) {
  Curve curve = sine();
  curve.scale = Scale::cut_at_zero;
  const Times at = growing(0.0, 2 * pi, 400);
  EXPECT_EQ(curve.reduce(Kind::min, at), 0.0);
  EXPECT_NEAR(curve.reduce(Kind::mean, at), 1 / pi, 1e-4);
}

TEST(Ends, show_extremes_mean_and_last_value_of_samples) {
  const Curve parabola{[](double t) { return t * t - 2.0; }, [](double t) { return 2.0 * t; }};
  // Samples at -1, 0, 1, 2, 3: values -1, -2, -1, 2, 7; the trapezoidal rule gives 6 over 4.
  const auto of = [&](Kind kind) { return parabola.reduce(kind, {-1, 0, 1, 2, 3}, Reading::ends); };
  EXPECT_DOUBLE_EQ(of(Kind::min), -2.0);
  EXPECT_DOUBLE_EQ(of(Kind::max), 7.0);
  EXPECT_DOUBLE_EQ(of(Kind::amplitude), 9.0);
  EXPECT_DOUBLE_EQ(of(Kind::mean), 0.5);
  EXPECT_DOUBLE_EQ(of(Kind::final), 7.0);
  EXPECT_DOUBLE_EQ(parabola.reduce(Kind::max, {-3, -2, -1}, Reading::ends), 7.0);
}

class Either : public testing::TestWithParam<Reading> {
 protected:
  static double of(const Curve& curve, Kind kind, const Times& at) {
    return curve.reduce(kind, at, GetParam());
  }
};

TEST_P(Either, times_maxima_between_the_ends) {
  // 23 segments a period that never end on a maximum: the nearest end is off by up to 0.13.
  EXPECT_NEAR(of(sine(0.0, 3.0), Kind::period, equal(0.1, 40.3, 149)), 2 * pi, 5e-5);
}

TEST_P(Either, counts_a_maximum_on_a_seam_once) {
  EXPECT_NEAR(of(sine(1.0, 1.0), Kind::period, equal(0.0, 8 * pi, 8 * 16)), 2 * pi, 1e-12);
  EXPECT_EQ(of(sine(1.0, 1.0), Kind::peaks, equal(0.0, 8 * pi, 8 * 16)), 4.0);
}

TEST_P(Either, counts_a_maximum_with_a_level_top_once) {
  // A trapezium: rises, stays level for two segments, falls; one maximum each period of 10.
  const Curve trapezium{
      [](double t) { return std::min(3.0, 5.0 - std::abs(std::fmod(t, 10.0) - 5.0)); },
      [](double t) {
        const double phase = std::fmod(t, 10.0);
        return phase < 3.0 ? 1.0 : (phase > 7.0 ? -1.0 : 0.0);
      }};
  EXPECT_NEAR(of(trapezium, Kind::period, equal(0.5, 49.5, 49)), 10.0, 1e-12);
  EXPECT_EQ(of(trapezium, Kind::peaks, equal(0.5, 49.5, 49)), 5.0);
}

TEST_P(Either, takes_the_mean_distance_of_maxima) {
  // Maxima at t = s² for s = 1/4 + whole: the first at 0.0625, the last (s = 4.25) at 18.0625.
  const Curve chirp{[](double t) { return std::sin(2 * pi * std::sqrt(t)); },
                    [](double t) { return pi / std::sqrt(t) * std::cos(2 * pi * std::sqrt(t)); }};
  const Times at = equal(0.01, 20.0, 20000);
  EXPECT_NEAR(of(chirp, Kind::period, at), 18.0 / 4, 1e-5);
  EXPECT_EQ(of(chirp, Kind::peaks, at), 5.0);
  // Distances 1.5, 3.5, 5.5, 7.5: standard deviation √5, mean 4.5.
  EXPECT_NEAR(of(chirp, Kind::period_spread, at), std::sqrt(5.0) / 4.5, 1e-5);
}

TEST_P(Either, has_no_period_without_enough_maxima) {
  EXPECT_TRUE(std::isnan(of(sine(), Kind::period, equal(0.0, 7.0, 99))));
  EXPECT_FALSE(std::isnan(of(sine(), Kind::period, equal(0.0, 8.0, 99))));
  EXPECT_TRUE(std::isnan(of(sine(), Kind::period_spread, equal(0.0, 14.0, 199))));
  EXPECT_NEAR(of(sine(), Kind::period_spread, equal(0.0, 15.0, 199)), 0.0, 1e-4);
}

TEST_P(Either, has_neither_period_nor_peaks_at_rest) {
  // Amplitude is 2a around 100: at rest up to 2a = 1e-3·(100 + a).
  const Times at = equal(0.0, 40.0, 399);
  for (const double mean : {100.0, -100.0}) {
    for (const Kind kind : {Kind::period, Kind::period_spread}) {
      EXPECT_TRUE(std::isnan(of(sine(mean, 0.0498), kind, at)));
      EXPECT_FALSE(std::isnan(of(sine(mean, 0.0502), kind, at)));
    }
    EXPECT_EQ(of(sine(mean, 0.0498), Kind::peaks, at), 0.0);
    // The rise to the first maximum and the fall from the last are too short.
    EXPECT_EQ(of(sine(mean, 0.0502), Kind::peaks, at), 5.0);
    EXPECT_EQ(of(sine(mean, 10.0), Kind::peaks, at), 7.0);
  }
  const Curve still{[](double) { return 0.0; }, [](double) { return 0.0; }};
  EXPECT_TRUE(std::isnan(of(still, Kind::period, at)));
  EXPECT_EQ(of(still, Kind::peaks, at), 0.0);
}

TEST_P(Either, shows_no_noise_of_a_cell_that_comes_to_rest) {
  // From 0 to 100, and from 200 to 100, and then noise; also beside a single true maximum.
  for (const double sign : {-1.0, 1.0}) {
    const Curve settling{
        [=](double t) { return 100 + sign * 100 * std::exp(-t) + 0.04 * std::sin(5 * t); },
        [=](double t) { return -sign * 100 * std::exp(-t) + 0.2 * std::cos(5 * t); }};
    EXPECT_EQ(of(settling, Kind::peaks, equal(0.0, 20.0, 400)), 0.0);
    EXPECT_TRUE(std::isnan(of(settling, Kind::period, equal(0.0, 20.0, 400))));
    EXPECT_TRUE(std::isnan(of(settling, Kind::period_spread, equal(0.0, 20.0, 400))));
  }
  const Curve swinging{
      [](double t) { return 100 + 100 * std::exp(-t) * std::sin(t) + 0.01 * std::sin(50 * t); },
      [](double t) {
        return 100 * std::exp(-t) * (std::cos(t) - std::sin(t)) + 0.5 * std::cos(50 * t);
      }};
  // Maxima at π/4 and 2π + π/4, the latter 0.06 above the mean, too little.
  EXPECT_EQ(of(swinging, Kind::peaks, equal(0.0, 16.0, 800)), 1.0);
  EXPECT_TRUE(std::isnan(of(swinging, Kind::period, equal(0.0, 16.0, 800))));
}

TEST_P(Either, averages_over_time) {
  EXPECT_NEAR(of(sine(), Kind::mean, equal(0.0, 3.0, 100)), (1 - std::cos(3.0)) / 3, 1e-4);
}

TEST_P(Either, takes_the_standard_deviation_over_time) {
  EXPECT_NEAR(of(sine(), Kind::standard_deviation, equal(0.0, 4 * pi, 200)), std::sqrt(0.5), 1e-6);
  const Curve line{[](double t) { return 2.0 * t; }, [](double) { return 2.0; }};
  EXPECT_NEAR(of(line, Kind::standard_deviation, equal(0.0, 3.0, 300)), 6.0 / std::sqrt(12.0),
              3e-5);
  const Curve still{[](double) { return 7.0; }, [](double) { return 0.0; }};
  EXPECT_EQ(of(still, Kind::standard_deviation, equal(0.0, 3.0, 30)), 0.0);
}

TEST_P(Either, sees_a_small_deviation_from_a_large_mean) {
  // The difference of mean squares would have no digit left.
  EXPECT_NEAR(of(sine(1e9, 1e-2), Kind::standard_deviation, equal(0.0, 4 * pi, 200)) / 1e-2,
              std::sqrt(0.5), 2e-5);
}

TEST_P(Either, times_how_long_a_threshold_is_passed) {
  const Times at = equal(0.0, 6 * pi, 300);
  for (const double level : {-0.9, 0.0, 0.5, 0.99}) {
    const double share = 0.5 - std::asin(level) / pi;
    EXPECT_NEAR(sine().reduce({"y", Kind::time_above, level}, at, GetParam()), 6 * pi * share, 1e-4)
        << level;
    EXPECT_NEAR(sine().reduce({"y", Kind::first_time_above, level}, at, GetParam()),
                std::max(0.0, std::asin(level)), 1e-5)
        << level;
  }
  EXPECT_EQ(sine().reduce({"y", Kind::time_above, 1.01}, at, GetParam()), 0.0);
  EXPECT_TRUE(std::isnan(sine().reduce({"y", Kind::first_time_above, 1.01}, at, GetParam())));
  EXPECT_NEAR(sine().reduce({"y", Kind::time_above, -1.01}, at, GetParam()), 6 * pi, 1e-12);
}

INSTANTIATE_TEST_SUITE_P(Readings, Either, testing::Values(Reading::dense, Reading::ends),
                         [](const auto& reading) {
                           return reading.param == Reading::dense ? "dense" : "ends";
                         });

TEST(Dense, integrates_polynomials_exactly) {
  const Curve line{[](double t) { return 2.0 * t; }, [](double) { return 2.0; }};
  EXPECT_NEAR(line.reduce(Kind::standard_deviation, {0.0, 1.0, 2.5, 3.0}), 6.0 / std::sqrt(12.0),
              1e-14);
  const Curve cubic{[](double t) { return t * t * t; }, [](double t) { return 3 * t * t; }};
  EXPECT_NEAR(cubic.reduce(Kind::mean, {0.0, 2.0, 3.0}), 81.0 / 4 / 3, 1e-13);
}

TEST(Dense, sees_a_threshold_passed_twice_within_a_step) {
  // 1 - t² over one step from -1 to 2: above 0.19 from -0.9 to 0.9.
  const Curve hill{[](double t) { return 1.0 - t * t; }, [](double t) { return -2.0 * t; }};
  EXPECT_NEAR(hill.reduce({"y", Kind::time_above, 0.19}, {-1.0, 2.0}), 1.8, 1e-12);
  EXPECT_NEAR(hill.reduce({"y", Kind::first_time_above, 0.19}, {-1.0, 2.0}), -0.9, 1e-12);
  EXPECT_NEAR(hill.reduce({"y", Kind::time_above, 1.0 - 1e-6}, {-1.0, 2.0}), 2e-3, 1e-9);
  const Curve dale{[](double t) { return t * t; }, [](double t) { return 2.0 * t; }};
  EXPECT_NEAR(dale.reduce({"y", Kind::time_above, 0.81}, {-1.0, 2.0}), 3.0 - 1.8, 1e-12);
}

TEST(Dense, takes_thresholds_of_logarithms_and_cut_values) {
  const Times at = growing(0.0, 4.0, 20);
  EXPECT_NEAR(decay().reduce({"y", Kind::time_above, 0.1}, at), std::log(10.0), 1e-12);
  EXPECT_NEAR(decay().reduce({"y", Kind::time_above, 0.0}, at), 4.0, 1e-12);
  EXPECT_NEAR(decay().reduce({"y", Kind::time_above, -1.0}, at), 4.0, 1e-12);
  EXPECT_EQ(decay().reduce({"y", Kind::first_time_above, -1.0}, at), 0.0);
  const Curve extinct{[](double) { return -1e300; }, [](double) { return 0.0; },
                      Scale::logarithmic};
  EXPECT_EQ(extinct.reduce({"y", Kind::time_above, 0.0}, at), 0.0);
  EXPECT_NEAR(extinct.reduce({"y", Kind::time_above, -1.0}, at), 4.0, 1e-12);
  Curve cut = sine();
  cut.scale = Scale::cut_at_zero;
  const Times periods = equal(0.0, 4 * pi, 100);
  EXPECT_NEAR(cut.reduce({"y", Kind::time_above, 0.0}, periods), 2 * pi, 1e-6);
  EXPECT_NEAR(cut.reduce({"y", Kind::time_above, -0.5}, periods), 4 * pi, 1e-12);
}

TEST(PeriodSpread, of_unequal_widths_does_not_matter) {
  EXPECT_NEAR(rising_sine().reduce(Kind::period_spread, growing(0.0, 60.0, 900)), 0.0, 1e-5);
  EXPECT_NEAR(rising_sine().reduce(Kind::period, growing(0.0, 60.0, 900)), 2 * pi, 1e-5);
}

TEST(QuarticPath, goes_through_what_it_is_given) {
  // u = t⁴ - t from 0 to 2.
  expr::Graph graph;
  const auto number = [&](double value) { return Value(graph, graph.constant(value)); };
  const Path path =
      quartic_path(number(0.0), number(14.0), number(0.0), number(2.0 * -1.0), number(2.0 * 31.0));
  for (const double t : {0.0, 0.4, 1.0, 1.7, 2.0}) {
    EXPECT_NEAR(expr::evaluate(graph, path.at(number(t / 2)).id(), {}), t * t * t * t - t, 1e-13);
  }
}

TEST(Reduction, of_one_quantity_shares_accumulators) {
  expr::Graph graph;
  const auto in = [&](const char* name) { return Value(graph, name); };
  const Segment segment{
      in("t"),   in("h"),  cubic_path(in("begin"), in("rise"), in("d0"), in("d1")),
      in("end"), in("s0"), in("s1")};
  const Reduction amplitude = build_reduction(graph, {"y", Kind::amplitude}, segment);
  const std::size_t before = graph.size();
  const Reduction minimum = build_reduction(graph, {"y", Kind::min}, segment);
  EXPECT_EQ(graph.size(), before);
  EXPECT_EQ(minimum.accumulators[0].name, amplitude.accumulators[0].name);
  EXPECT_EQ(minimum.accumulators[0].update, amplitude.accumulators[0].update);
}

}  // namespace
}  // namespace heatreel::metric
