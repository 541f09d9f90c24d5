// SPDX-License-Identifier: GPL-3.0-or-later
#include "heatreel/metric/metric.hpp"

#include <cmath>
#include <functional>
#include <map>
#include <numbers>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "heatreel/base/error.hpp"

namespace heatreel::metric {
namespace {

using testing::HasSubstr;

std::string message_of(const std::function<void()>& action) {
  try {
    action();
  } catch (const base::UsageError& error) {
    return error.what();
  }
  return "no error";
}

TEST(MetricSpec, is_named_after_state_and_kind) {
  const MetricSpec metric{"P", Kind::amplitude};
  EXPECT_EQ(metric.label(), "P.amplitude");
  EXPECT_EQ(metric.variable(), "P_amplitude");
}

TEST(ParseMetric, reads_each_kind) {
  for (const std::string& kind : kind_names()) {
    EXPECT_EQ(parse_metric("N_2." + kind, "--metric").label(), "N_2." + kind);
  }
  EXPECT_EQ(kind_names().size(), 7U);
}

TEST(ParseMetric, suggests_the_nearest_kind) {
  const std::string message = message_of([] { parse_metric("P.amplitud", "--metric"); });
  EXPECT_THAT(message, HasSubstr("--metric: unknown kind 'amplitud'"));
  EXPECT_THAT(message, HasSubstr("Did you mean 'amplitude'?"));
}

TEST(ParseMetric, refuses_other_forms) {
  for (const char* text : {"P", "", ".amplitude", "P..amplitude", "2P.min", "a b.min"}) {
    EXPECT_THAT(message_of([&] { parse_metric(text, "--metric"); }),
                HasSubstr("--metric: cannot read"))
        << text;
  }
  EXPECT_THAT(message_of([] { parse_metric("P.", "--metric"); }), HasSubstr("unknown kind ''"));
}

TEST(LongName, tells_kind_state_and_description) {
  EXPECT_EQ(long_name({"P", Kind::amplitude}, "predator"), "amplitude of P (predator)");
  EXPECT_EQ(long_name({"x", Kind::final}, ""), "final value of x");
}

TEST(Unit, of_a_period_is_that_of_time) {
  EXPECT_EQ(unit({"P", Kind::period}, "nM", "min"), "min");
  EXPECT_EQ(unit({"P", Kind::mean}, "nM", "min"), "nM");
}

/// Feeds samples of `value` and `slope` at times[i] to a metric, and gives its result.
struct Stream {
  std::function<double(double)> value;
  std::function<double(double)> slope;

  double reduce(Kind kind, double begin, double end, int samples) const {
    expr::Graph graph;
    const Sample sample{graph.input("t"), graph.input("y"), graph.input("dy")};
    const Reduction reduction = build_reduction(graph, {"y", kind}, sample);
    std::map<std::string, double, std::less<>> numbers;
    for (const Accumulator& accumulator : reduction.accumulators) {
      numbers[accumulator.name] = accumulator.initial;
    }
    for (int i = 0; i < samples; ++i) {
      const double t = begin + (end - begin) * i / (samples - 1);
      numbers["t"] = t;
      numbers["y"] = value(t);
      numbers["dy"] = slope(t);
      auto updated = numbers;
      for (const Accumulator& accumulator : reduction.accumulators) {
        updated[accumulator.name] = expr::evaluate(graph, accumulator.update, numbers);
      }
      numbers = updated;
    }
    return expr::evaluate(graph, reduction.result, numbers);
  }
};

Stream sine(double mean, double amplitude) {
  return {[=](double t) { return mean + amplitude * std::sin(t); },
          [=](double t) { return amplitude * std::cos(t); }};
}

TEST(Reduction, takes_extremes_mean_and_last_value_of_samples) {
  const Stream parabola{[](double t) { return t * t - 2.0; }, [](double t) { return 2.0 * t; }};
  // Samples at -1, 0, 1, 2, 3: values -1, -2, -1, 2, 7.
  EXPECT_DOUBLE_EQ(parabola.reduce(Kind::min, -1, 3, 5), -2.0);
  EXPECT_DOUBLE_EQ(parabola.reduce(Kind::max, -1, 3, 5), 7.0);
  EXPECT_DOUBLE_EQ(parabola.reduce(Kind::amplitude, -1, 3, 5), 9.0);
  EXPECT_DOUBLE_EQ(parabola.reduce(Kind::mean, -1, 3, 5), 1.0);
  EXPECT_DOUBLE_EQ(parabola.reduce(Kind::final, -1, 3, 5), 7.0);
}

TEST(Period, is_found_between_samples) {
  // 23 samples a period that never fall on a maximum: the nearest sample is off by up to 0.13.
  const double period = sine(0.0, 3.0).reduce(Kind::period, 0.1, 40.3, 150);
  EXPECT_NEAR(period, 2 * std::numbers::pi, 5e-5);
}

TEST(Period, is_exact_for_maxima_on_samples) {
  constexpr double pi = std::numbers::pi;
  const double period = sine(1.0, 1.0).reduce(Kind::period, 0.0, 8 * pi, 8 * 16 + 1);
  EXPECT_NEAR(period, 2 * pi, 1e-12);
}

TEST(Period, of_maxima_of_unequal_distance_is_their_mean) {
  // Maxima at t = s² for s = 1/4 + whole: the first at 0.0625, the last (s = 4.25) at 18.0625.
  constexpr double pi = std::numbers::pi;
  const Stream chirp{[](double t) { return std::sin(2 * pi * std::sqrt(t)); },
                     [](double t) { return pi / std::sqrt(t) * std::cos(2 * pi * std::sqrt(t)); }};
  EXPECT_NEAR(chirp.reduce(Kind::period, 0.01, 20.0, 20000), 18.0 / 4, 1e-5);
}

TEST(Period, needs_two_maxima) {
  EXPECT_TRUE(std::isnan(sine(0.0, 1.0).reduce(Kind::period, 0.0, 7.0, 100)));
  EXPECT_FALSE(std::isnan(sine(0.0, 1.0).reduce(Kind::period, 0.0, 8.0, 100)));
}

TEST(Period, of_a_state_at_rest_is_missing) {
  // Amplitude is 2a around 100: at rest up to 2a = 1e-3·(100 + a).
  EXPECT_TRUE(std::isnan(sine(100.0, 0.0499).reduce(Kind::period, 0.0, 40.0, 400)));
  EXPECT_FALSE(std::isnan(sine(100.0, 0.0502).reduce(Kind::period, 0.0, 40.0, 400)));
  EXPECT_TRUE(std::isnan(sine(-100.0, 0.0499).reduce(Kind::period, 0.0, 40.0, 400)));
  const Stream still{[](double) { return 0.0; }, [](double) { return 0.0; }};
  EXPECT_TRUE(std::isnan(still.reduce(Kind::period, 0.0, 40.0, 400)));
}

TEST(Period, counts_a_maximum_with_a_level_top_once) {
  // A trapezium: rises, stays level for two samples, falls; one maximum each period of 10.
  const Stream trapezium{
      [](double t) { return std::min(3.0, 5.0 - std::abs(std::fmod(t, 10.0) - 5.0)); },
      [](double t) {
        const double phase = std::fmod(t, 10.0);
        return phase < 3.0 ? 1.0 : (phase > 7.0 ? -1.0 : 0.0);
      }};
  EXPECT_NEAR(trapezium.reduce(Kind::period, 0.5, 49.5, 50), 10.0, 1e-12);
}

TEST(Reduction, of_one_state_shares_accumulators) {
  expr::Graph graph;
  const Sample sample{graph.input("t"), graph.input("y"), graph.input("dy")};
  const Reduction amplitude = build_reduction(graph, {"y", Kind::amplitude}, sample);
  const std::size_t before = graph.size();
  const Reduction minimum = build_reduction(graph, {"y", Kind::min}, sample);
  EXPECT_EQ(graph.size(), before);
  EXPECT_EQ(minimum.accumulators[0].name, amplitude.accumulators[0].name);
  EXPECT_EQ(minimum.accumulators[0].update, amplitude.accumulators[0].update);
}

}  // namespace
}  // namespace heatreel::metric
