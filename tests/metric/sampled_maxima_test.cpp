// SPDX-License-Identifier: GPL-3.0-or-later
#include "heatreel/metric/sampled_maxima.hpp"

#include <cmath>
#include <functional>
#include <limits>
#include <numbers>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace heatreel::metric {
namespace {

using ::testing::IsEmpty;
using ::testing::SizeIs;

std::vector<Maximum> maxima(const std::function<double(double)>& f, double tail_begin) {
  std::vector<double> times;
  std::vector<double> values;
  for (int i = 0; i <= 4000; ++i) {
    times.push_back(i * 0.01);
    values.push_back(f(times.back()));
  }
  return counted_maxima(times, values, tail_begin, Reading::dense);
}

double period_of(const std::vector<Maximum>& found) {
  return (found.back().time - found.front().time) / static_cast<double>(found.size() - 1);
}

TEST(CountedMaxima, OfASineAreLocatedBetweenSamples) {
  const auto found = maxima([](double t) { return 2.0 + std::sin(t); }, 10.0);
  ASSERT_THAT(found, SizeIs(5));  // those at (2n + 1/2)π from 14.1 to 39.3
  EXPECT_NEAR(found.front().time, 4.5 * std::numbers::pi, 1e-5);
  EXPECT_NEAR(found.front().value, 3.0, 1e-9);
  EXPECT_NEAR(period_of(found), 2.0 * std::numbers::pi, 1e-6);
}

TEST(CountedMaxima, NeedARiseAndAFall) {
  EXPECT_THAT(maxima([](double t) { return 1.0 + 1e-5 * std::sin(t); }, 10.0), IsEmpty());
  // Ripples on the way up and down are smaller than a thousandth of the height.
  const auto rippled =
      maxima([](double t) { return 10.0 + std::sin(t) + 1e-3 * std::sin(40.0 * t); }, 10.0);
  EXPECT_THAT(rippled, SizeIs(5));
  EXPECT_THAT(maxima([](double t) { return t; }, 10.0), IsEmpty());
}

TEST(CountedMaxima, TheRiseMayBeginBeforeTheTailTheMaximumMayNot) {
  const double top = 2.5 * std::numbers::pi;
  EXPECT_THAT(maxima([](double t) { return t < 12.0 ? std::sin(t) : std::sin(12.0); }, top - 0.1),
              SizeIs(1));
  EXPECT_THAT(maxima([](double t) { return t < 12.0 ? std::sin(t) : std::sin(12.0); }, top + 0.1),
              IsEmpty());
}

TEST(CountedMaxima, EndWhereTheSimulationFails) {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  EXPECT_THAT(maxima([=](double t) { return t < 20.0 ? std::sin(t) : nan; }, 10.0), SizeIs(1));
}

TEST(CountedMaxima, OfAMapAreIterations) {
  const std::vector<double> times = {0, 1, 2, 3, 4, 5, 6, 7, 8};
  const std::vector<double> values = {1, 3, 2, 4, 1, 3, 2, 4, 1};
  const auto found = counted_maxima(times, values, 2.0, Reading::samples);
  ASSERT_THAT(found, SizeIs(3));
  EXPECT_EQ(found[0].time, 3.0);
  EXPECT_EQ(period_of(found), 2.0);
}

}  // namespace
}  // namespace heatreel::metric
