// SPDX-License-Identifier: GPL-3.0-or-later
#include "heatreel/render/percentiles.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <random>

#include <gtest/gtest.h>

namespace heatreel::render {
namespace {

std::optional<std::pair<double, double>> percentiles(const std::vector<double>& values, double low,
                                                     double high) {
  Percentiles found(low, high);
  found.count(values);
  found.refine(values);
  return found.result();
}

/// By sorting: the smallest value that at least p % do not exceed.
double sorted_percentile(std::vector<double> values, double p) {
  std::sort(values.begin(), values.end());
  const auto rank = static_cast<std::size_t>(
      std::max(1.0, std::ceil(p / 100.0 * static_cast<double>(values.size()))));
  return values[rank - 1];
}

TEST(Percentiles, AgreeWithSortingWithinTheStatedError) {
  std::mt19937_64 random(7);
  std::normal_distribution<double> normal(0.0, 1.0);
  for (const double stretch : {0.1, 1.0, 30.0, 100.0}) {
    std::vector<double> values;
    for (int k = 0; k < 20000; ++k) {
      const double sign = k % 3 == 0 ? -1.0 : 1.0;
      values.push_back(sign * std::exp(stretch * normal(random)));
    }
    for (const auto& [low, high] : {std::pair(1.0, 99.0), std::pair(0.0, 100.0),
                                    std::pair(25.0, 25.1), std::pair(33.0, 50.0)}) {
      const auto found = percentiles(values, low, high);
      const double exact_low = sorted_percentile(values, low);
      const double exact_high = sorted_percentile(values, high);
      EXPECT_LE(found->first, exact_low);
      EXPECT_NEAR(found->first, exact_low, std::ldexp(std::abs(exact_low), -20));
      EXPECT_GE(found->second, exact_high);
      EXPECT_NEAR(found->second, exact_high, std::ldexp(std::abs(exact_high), -20));
    }
  }
}

TEST(Percentiles, LeaveOutWhatIsNotFinite) {
  std::vector<double> values(200, std::numeric_limits<double>::quiet_NaN());
  values[3] = HUGE_VAL;
  EXPECT_FALSE(percentiles(values, 1.0, 99.0));
  values[7] = 4.0;
  EXPECT_EQ(percentiles(values, 1.0, 99.0), std::pair(4.0, 4.0));
}

TEST(Percentiles, OneOutlierOfThousandsIsLeftOut) {
  std::vector<double> values(1000, 5.0);
  for (std::size_t k = 0; k < 500; ++k) {
    values[k] = 3.0;
  }
  values.push_back(1e300);
  const auto found = percentiles(values, 1.0, 99.0);
  EXPECT_EQ(found->first, 3.0);
  EXPECT_NEAR(found->second, 5.0, 1e-5);
}

}  // namespace
}  // namespace heatreel::render
