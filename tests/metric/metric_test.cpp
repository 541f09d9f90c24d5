// SPDX-License-Identifier: GPL-3.0-or-later
#include "heatreel/metric/metric.hpp"

#include <functional>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "heatreel/base/error.hpp"
#include "heatreel/base/text.hpp"

namespace heatreel::metric {
namespace {

using testing::AllOf;
using testing::HasSubstr;

std::string message_of(const std::function<void()>& action) {
  try {
    action();
  } catch (const base::UsageError& error) {
    return error.what();
  }
  return "no error";
}

std::string refusal(const std::string& text) {
  return message_of([&] { parse_metric(text, "--metric"); });
}

std::string variable(const std::string& text) { return parse_metric(text, "--metric").variable(); }

TEST(MetricSpec, is_named_after_quantity_and_kind) {
  const MetricSpec metric{"P", Kind::amplitude};
  EXPECT_EQ(metric.label(), "P.amplitude");
  EXPECT_EQ(metric.variable(), "P_amplitude");
}

TEST(MetricSpec, has_a_variable_that_files_can_bear) {
  EXPECT_EQ(variable("N+P.mean"), "N_plus_P_mean");
  EXPECT_EQ(variable("N - P.std"), "N_minus_P_std");
  EXPECT_EQ(variable("N/P.amplitude"), "N_over_P_amplitude");
  EXPECT_EQ(variable("2*N_1.max"), "q_2_times_N_1_max");
  EXPECT_EQ(variable("x^2.mean"), "x_to_the_2_mean");
  EXPECT_EQ(variable("x**2.mean"), "x_to_the_2_mean");
  EXPECT_EQ(variable("(N+0.5*P)/2.mean"), "N_plus_0p5_times_P_over_2_mean");
  EXPECT_EQ(variable("max(log(N), -P).min"), "max_log_N_minus_P_min");
  EXPECT_EQ(variable("P.time_above:100"), "P_time_above_100");
  EXPECT_EQ(variable("P.time_above:-0.5"), "P_time_above_minus_0p5");
  EXPECT_EQ(variable("P.first_time_above:1e-7"), "P_first_time_above_1e_minus_07");
  for (const char* text : {"-x.mean", "((x)).mean", "x*1e+5.mean", "a<=b.mean", "_.mean"}) {
    EXPECT_TRUE(base::is_identifier(variable(text))) << variable(text);
  }
}

TEST(ParseMetric, reads_each_kind) {
  for (const std::string& kind : kind_names()) {
    const bool above = kind.find("above") != std::string::npos;
    const std::string text = "N_2." + kind + (above ? ":1.5" : "");
    EXPECT_EQ(parse_metric(text, "--metric").label(), text);
  }
}

TEST(ParseMetric, reads_expressions_and_thresholds) {
  const MetricSpec metric = parse_metric(" 0.5*N + P . time_above : 1e2 ", "--metric");
  EXPECT_EQ(metric.quantity, "0.5*N + P");
  EXPECT_EQ(metric.kind, Kind::time_above);
  EXPECT_EQ(metric.threshold, 100.0);
  EXPECT_EQ(metric.label(), "0.5*N + P.time_above:100");
  EXPECT_EQ(parse_metric(metric.label(), "--metric"), metric);
  EXPECT_EQ(parse_metric("P.time_above:-0", "").variable(), "P_time_above_0");
}

TEST(ParseMetric, reads_an_exponent_of_the_whole_model) {
  const MetricSpec metric = parse_metric(" lyapunov ", "--metric");
  EXPECT_EQ(metric, (MetricSpec{"", Kind::lyapunov}));
  EXPECT_EQ(metric.label(), "lyapunov");
  EXPECT_EQ(metric.variable(), "lyapunov");
  EXPECT_EQ(variable("P.lyapunov"), "P_lyapunov");
  EXPECT_EQ(parse_metric("lyapunov_spread", "--metric"), (MetricSpec{"", Kind::lyapunov_spread}));
  EXPECT_EQ(long_name(metric, {}), "largest Lyapunov exponent");
  EXPECT_EQ(unit(metric, {}, "min"), "1/min");
  EXPECT_EQ(unit(metric, {}, ""), "");
  EXPECT_THAT(refusal("mean"), HasSubstr("STATE.KIND"));
}

TEST(ParseMetric, suggests_the_nearest_kind) {
  EXPECT_THAT(refusal("P.amplitud"), AllOf(HasSubstr("--metric: unknown kind 'amplitud'"),
                                           HasSubstr("Did you mean 'amplitude'?")));
  EXPECT_THAT(refusal("P."), HasSubstr("unknown kind ''"));
  EXPECT_THAT(refusal("P+0.5"), HasSubstr("unknown kind '5'"));
}

TEST(ParseMetric, refuses_other_forms) {
  for (const char* text : {"P", "", ".amplitude", "P..amplitude", ":5", " .mean", "P:1.mean"}) {
    EXPECT_THAT(refusal(text), HasSubstr("--metric: cannot read")) << text;
  }
  EXPECT_THAT(refusal(std::string(151, 'x') + ".mean"), HasSubstr("150 characters"));
}

TEST(ParseMetric, wants_a_finite_threshold_where_there_must_be_one) {
  EXPECT_THAT(refusal("P.time_above"), HasSubstr("time_above needs a threshold"));
  for (const char* text : {"", " ", "much", "nan", "inf", "-inf", "1e999", "5 nM", "1:2"}) {
    EXPECT_THAT(refusal(std::string("P.first_time_above:") + text),
                HasSubstr("not a finite number"))
        << text;
  }
  EXPECT_THAT(refusal("P.mean:5"), HasSubstr("mean takes no threshold"));
}

TEST(LongName, tells_kind_quantity_threshold_and_description) {
  EXPECT_EQ(long_name({"P", Kind::amplitude}, {"predator", "nM"}), "amplitude of P (predator)");
  EXPECT_EQ(long_name({"x", Kind::final}, {}), "final value of x");
  EXPECT_EQ(long_name({"P", Kind::time_above, 100.0}, {"", "nM"}), "time that P is above 100 nM");
  EXPECT_EQ(long_name({"N+P", Kind::first_time_above, -0.5}, {}),
            "first time that N+P is above -0.5");
}

TEST(Unit, is_that_of_the_quantity_of_time_or_one) {
  const QuantityWords words{"", "nM"};
  EXPECT_EQ(unit({"P", Kind::mean}, words, "min"), "nM");
  EXPECT_EQ(unit({"P", Kind::standard_deviation}, words, "min"), "nM");
  for (const Kind kind : {Kind::period, Kind::period_fft, Kind::time_above}) {
    EXPECT_EQ(unit({"P", kind, 1.0}, words, "min"), "min");
  }
  EXPECT_EQ(unit({"P", Kind::peaks}, words, "min"), "1");
  EXPECT_EQ(unit({"P", Kind::period_spread}, words, "min"), "1");
}

}  // namespace
}  // namespace heatreel::metric
