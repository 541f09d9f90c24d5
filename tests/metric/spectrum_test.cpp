// SPDX-License-Identifier: GPL-3.0-or-later
#include "heatreel/metric/spectrum.hpp"

#include <cmath>
#include <functional>
#include <limits>
#include <numbers>
#include <random>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

namespace heatreel::metric {
namespace {

constexpr double pi = std::numbers::pi;

/// The dominant period of f over [0, 100].
double period_of(const std::function<double(double)>& f, std::size_t count = spectrum_samples) {
  Spectrum spectrum(count);
  const double spacing = 100.0 / static_cast<double>(count);
  std::vector<double> samples;
  for (std::size_t i = 0; i < count; ++i) {
    samples.push_back(f(spacing * static_cast<double>(i)));
  }
  return spectrum.dominant_period(samples, spacing);
}

TEST(Spectrum, finds_the_period_of_a_sine_between_lines) {
  for (const double period : {1.0, 3.3, 7.31, 10.0, 12.5, 17.77}) {
    const double found =
        period_of([&](double t) { return 5.0 + std::sin(2 * pi * t / period + 0.3); });
    // A line is 1/100 wide; a thousandth of it changes the period so much:
    EXPECT_NEAR(found, period, 4e-3 * period * period / 100) << period;
  }
}

TEST(Spectrum, takes_the_stronger_of_two_sines) {
  const auto two = [](double a, double b) {
    return period_of([=](double t) {
      return a * std::sin(2 * pi * t / 5.0) + b * std::sin(2 * pi * t / (5.0 * std::sqrt(2.0)));
    });
  };
  EXPECT_NEAR(two(1.0, 0.8), 5.0, 2e-3);
  EXPECT_NEAR(two(0.8, 1.0), 5.0 * std::sqrt(2.0), 2e-3);
}

TEST(Spectrum, takes_the_fundamental_of_pulses) {
  const auto pulses = [](double width) {
    return period_of([=](double t) {
      const double phase = std::remainder(t - 1.0, 8.0) / width;
      return std::exp(-0.5 * phase * phase);
    });
  };
  EXPECT_NEAR(pulses(0.3), 8.0, 3e-3);
  EXPECT_NEAR(pulses(0.2), 8.0, 3e-3);
}

TEST(Spectrum, has_the_period_of_two_samples) {
  for (const std::size_t count : {60U, 300U, 2048U}) {
    int sign = 1;
    const double found = period_of([&](double) { return 0.6 + 0.1 * (sign = -sign); }, count);
    EXPECT_NEAR(found, 200.0 / static_cast<double>(count), 1e-12) << count;
  }
}

TEST(Spectrum, sees_through_a_trend) {
  EXPECT_NEAR(period_of([](double t) { return 40.0 * t + std::sin(2 * pi * t / 9.0); }), 9.0, 5e-3);
}

TEST(Spectrum, has_no_period_for_what_has_none) {
  std::minstd_rand random(7);
  std::normal_distribution<double> noise;
  EXPECT_TRUE(std::isnan(period_of([&](double) { return noise(random); })));
  for (const double width : {0.1, 1.0, 5.0, 20.0, 100.0}) {
    EXPECT_TRUE(std::isnan(period_of([&](double t) { return std::exp(-t / width); })));
    for (const double middle : {3.0, 20.0, 50.0, 85.0}) {
      EXPECT_TRUE(std::isnan(period_of([&](double t) { return std::tanh((t - middle) / width); })))
          << width << " " << middle;
    }
  }
  EXPECT_TRUE(std::isnan(period_of([](double) { return 3.0; })));
  EXPECT_TRUE(std::isnan(period_of([](double t) { return std::sin(2 * pi * t / 90.0); })));
}

TEST(Spectrum, has_no_period_for_too_few_samples_or_none) {
  EXPECT_TRUE(std::isnan(period_of([](double t) { return std::sin(t); }, 7)));
  EXPECT_TRUE(std::isnan(period_of(
      [](double t) { return t > 50.0 ? std::numeric_limits<double>::quiet_NaN() : std::sin(t); })));
  EXPECT_NEAR(period_of([](double t) { return std::sin(2 * pi * t / 15.0); }, 37), 15.0, 0.05);
}

TEST(Spectrum, is_the_same_in_all_threads) {
  const auto f = [](double t) { return std::sin(t) + 0.3 * std::cos(2.7 * t); };
  const double expected = period_of(f, 1000);
  std::vector<double> found(8);
  {
    std::vector<std::jthread> threads;
    for (double& result : found) {
      threads.emplace_back([&result, &f] { result = period_of(f, 1000); });
    }
  }
  EXPECT_EQ(found, std::vector<double>(8, expected));
}

}  // namespace
}  // namespace heatreel::metric
