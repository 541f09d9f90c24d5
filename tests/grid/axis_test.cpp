// SPDX-License-Identifier: GPL-3.0-or-later
#include "heatreel/grid/axis.hpp"

#include <cmath>
#include <cstdint>
#include <limits>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "heatreel/base/error.hpp"

namespace heatreel::grid {
namespace {

TEST(Axis, NPointsAreNPointsWithBothEnds) {
  const Axis axis = Axis::range("G", 50.0, 300.0, 50, Spacing::linear);
  EXPECT_EQ(axis.size(), 50);
  EXPECT_EQ(axis.front(), 50.0);
  EXPECT_EQ(axis.back(), 300.0);
  EXPECT_NEAR(axis.value(1), 50.0 + 250.0 / 49.0, 1e-12);
}

TEST(Axis, EndsAreExactWhereRoundingWouldMissThem) {
  for (const std::int64_t count : {3, 7, 10, 49, 1000003}) {
    const Axis linear = Axis::range("p", 0.1, 0.7, count, Spacing::linear);
    const Axis log = Axis::range("p", 0.1, 0.7, count, Spacing::log);
    EXPECT_EQ(linear.back(), 0.7);
    EXPECT_EQ(log.back(), 0.7);
    EXPECT_EQ(log.front(), 0.1);
  }
}

TEST(Axis, LogPointsHaveEqualRatios) {
  const Axis axis = Axis::range("k", 1e-3, 1e3, 7, Spacing::log);
  for (std::int64_t i = 0; i < 7; ++i) {
    EXPECT_NEAR(axis.value(i) / std::pow(10.0, static_cast<double>(i) - 3.0), 1.0, 1e-14);
  }
}

TEST(Axis, LogMayRunDownwardsAndBelowZero) {
  EXPECT_NEAR(Axis::range("k", 100.0, 1.0, 3, Spacing::log).value(1), 10.0, 1e-12);
  EXPECT_NEAR(Axis::range("k", -1.0, -100.0, 3, Spacing::log).value(1), -10.0, 1e-12);
}

std::vector<double> points(double low, double high, std::int64_t count, Spacing spacing) {
  const Axis axis = Axis::range("p", low, high, count, spacing);
  std::vector<double> values;
  for (std::int64_t i = 0; i < count; ++i) {
    values.push_back(axis.value(i));
  }
  return values;
}

TEST(Axis, LinearPointsAreTheNumbersThatPeopleType) {
  EXPECT_EQ(points(0, 0.9, 10, Spacing::linear),
            (std::vector{0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9}));
  EXPECT_EQ(points(-0.3, 0.6, 10, Spacing::linear),
            (std::vector{-0.3, -0.2, -0.1, 0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6}));
  EXPECT_EQ(points(1.1, 0.7, 5, Spacing::linear), (std::vector{1.1, 1.0, 0.9, 0.8, 0.7}));
  EXPECT_EQ(points(-0.7, 0.7, 15, Spacing::linear)[7], 0.0) << "not what rounding leaves of 0";
  EXPECT_EQ(points(0, 1, 4, Spacing::linear)[2], 2.0 / 3.0);
}

TEST(Axis, LogPointsAreTheNumbersThatPeopleType) {
  EXPECT_EQ(points(1, 1000, 4, Spacing::log), (std::vector{1.0, 10.0, 100.0, 1000.0}));
  EXPECT_EQ(points(1e-3, 1e3, 7, Spacing::log),
            (std::vector{1e-3, 1e-2, 1e-1, 1.0, 10.0, 100.0, 1e3}));
  EXPECT_EQ(points(-5e-7, -5e-3, 5, Spacing::log),
            (std::vector{-5e-7, -5e-6, -5e-5, -5e-4, -5e-3}));
  EXPECT_EQ(points(2, 32, 5, Spacing::log), (std::vector{2.0, 4.0, 8.0, 16.0, 32.0}));
  EXPECT_EQ(points(0.7, 0.7e-8, 9, Spacing::log)[3], 0.7e-3);
  EXPECT_EQ(points(1, 100, 5, Spacing::log)[1], 3.16227766016837933199889354443271853) << "√10";
}

TEST(Axis, NothingOverflowsOnTheWay) {
  EXPECT_EQ(points(-1e308, 1e308, 5, Spacing::linear),
            (std::vector{-1e308, -5e307, 0.0, 5e307, 1e308}));
  EXPECT_EQ(points(1e300, 1e-300, 4, Spacing::log), (std::vector{1e300, 1e100, 1e-100, 1e-300}));
  EXPECT_EQ(points(1e-160, 1e150, 4, Spacing::log),
            (std::vector{1e-160, 2.15443469003188372175929356652e-57,
                         4.641588833612778892410076350919e+46, 1e150}));
  EXPECT_EQ(points(0, 5e-323, 11, Spacing::linear)[1], 5e-324);
  EXPECT_EQ(points(1e-300, 1, 3, Spacing::linear)[1], 0.5);
  EXPECT_EQ(points(5e-324, 1e308, 3, Spacing::log)[1], std::sqrt(5e-8) * 1e-4);
}

TEST(Axis, AMillionPointsAreEachTheNearestDouble) {
  const Axis axis = Axis::range("p", -1, 1, 2'000'001, Spacing::linear);
  for (std::int64_t i = 0; i < axis.size(); i += 7) {
    ASSERT_EQ(axis.value(i), static_cast<double>(i - 1'000'000) / 1e6) << i;
  }
}

TEST(Axis, OnePointIsTheLowEnd) {
  EXPECT_EQ(Axis::range("k", 2.0, 5.0, 1, Spacing::linear).value(0), 2.0);
  EXPECT_EQ(Axis::range("k", 2.0, 5.0, 1, Spacing::log).back(), 2.0);
}

TEST(Axis, AListKeepsItsOrder) {
  const Axis axis = Axis::list("p", {3.0, 1.0, 2.0});
  EXPECT_EQ(axis.size(), 3);
  EXPECT_EQ(axis.value(1), 1.0);
  EXPECT_EQ(axis.back(), 2.0);
}

TEST(Axis, ABillionPointsCostNothing) {
  const Axis axis = Axis::range("p", 0.0, 1.0, 1'000'000'001, Spacing::linear);
  EXPECT_EQ(axis.value(500'000'000), 0.5);
}

TEST(Axis, IsDescribedOnACopy) {
  const Axis axis = Axis::list("G", {1.0});
  const Axis described = axis.described("nM", "");
  EXPECT_EQ(described.unit(), "nM");
  EXPECT_EQ(described.long_name(), "G") << "no description falls back to the name";
  EXPECT_EQ(axis.unit(), "");
}

/// The error's text for arguments that must be refused.
template <class Make>
std::string refusal(Make make) {
  try {
    make();
  } catch (const base::ConfigError& error) {
    return error.what();
  }
  return "accepted";
}

TEST(Axis, RefusesPointsThatCoincide) {
  const auto range = [](double low, double high, std::int64_t n, Spacing spacing) {
    return refusal([=] { Axis::range("G", low, high, n, spacing); });
  };
  for (const Spacing spacing : {Spacing::linear, Spacing::log}) {
    for (const auto& [low, high] : {std::pair(1.0, 1.0000000000000002), {1e15, 1e15 + 1.0}}) {
      EXPECT_NE(range(low, high, 10, spacing).find("of its 10 points"), std::string::npos);
      EXPECT_NE(range(-high, -low, 100'000, spacing).find("the same number"), std::string::npos);
    }
    EXPECT_EQ(range(1.0, 1.0000000000000004, 3, spacing), "accepted") << "three neighbours";
    EXPECT_NE(range(1.0, 1.0000000000000004, 4, spacing), "accepted");
    EXPECT_NE(range(5e-324, 1e-322, 1'000'000'000, spacing), "accepted");
    EXPECT_EQ(range(1.0, 2.0, std::int64_t{1} << 50, spacing), "accepted");
    EXPECT_NE(range(1.0, 2.0, std::int64_t{1} << 54, spacing), "accepted");
  }
  EXPECT_EQ(range(4503599627370496.0, 4503599627390496.0, 20001, Spacing::linear), "accepted");
  EXPECT_NE(range(9007199254740990.0, 9007199254740996.0, 7, Spacing::linear), "accepted");
}

TEST(Axis, AListMayBeDrawnAsARange) {
  const Axis axis = Axis::list("p", {1.0, 9.999999999999998, 100.0}, Spacing::log);
  EXPECT_EQ(axis.spacing(), Spacing::log);
  EXPECT_EQ(axis.value(1), 9.999999999999998);
}

TEST(Axis, RefusesWhatIsNoAxis) {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  const double inf = std::numeric_limits<double>::infinity();
  const auto range = [](double low, double high, std::int64_t n, Spacing spacing) {
    return refusal([=] { Axis::range("G", low, high, n, spacing); });
  };
  EXPECT_NE(range(0, 1, 0, Spacing::linear).find("axis G"), std::string::npos);
  EXPECT_NE(range(0, 1, -3, Spacing::linear).find("-3 points"), std::string::npos);
  EXPECT_NE(range(nan, 1, 2, Spacing::linear).find("finite"), std::string::npos);
  EXPECT_NE(range(0, inf, 2, Spacing::linear).find("finite"), std::string::npos);
  EXPECT_EQ(range(-1e308, 1e308, 2, Spacing::linear), "accepted");
  EXPECT_NE(range(0, 1, 2, Spacing::log).find("log axis"), std::string::npos);
  EXPECT_NE(range(-1, 1, 2, Spacing::log).find("crosses 0"), std::string::npos);
  EXPECT_NE(range(1, 1, 2, Spacing::linear).find("all its 2 points"), std::string::npos);
  EXPECT_NE(refusal([] { Axis::list("G", {}); }).find("empty"), std::string::npos);
  EXPECT_NE(refusal([&] { Axis::list("G", {1.0, nan}); }).find("not finite"), std::string::npos);
  EXPECT_NE(refusal([] { Axis::list("G", {1.0, 2.0, 1.0}); }).find("twice"), std::string::npos);
}

}  // namespace
}  // namespace heatreel::grid
