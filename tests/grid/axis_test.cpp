// SPDX-License-Identifier: GPL-3.0-or-later
#include "heatreel/grid/axis.hpp"

#include <cmath>
#include <limits>

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
  EXPECT_NE(range(-1e308, 1e308, 2, Spacing::linear).find("finite"), std::string::npos);
  EXPECT_NE(range(0, 1, 2, Spacing::log).find("log axis"), std::string::npos);
  EXPECT_NE(range(-1, 1, 2, Spacing::log).find("crosses 0"), std::string::npos);
  EXPECT_NE(range(1, 1, 2, Spacing::linear).find("all its 2 points"), std::string::npos);
  EXPECT_NE(refusal([] { Axis::list("G", {}); }).find("empty"), std::string::npos);
  EXPECT_NE(refusal([&] { Axis::list("G", {1.0, nan}); }).find("not finite"), std::string::npos);
  EXPECT_NE(refusal([] { Axis::list("G", {1.0, 2.0, 1.0}); }).find("twice"), std::string::npos);
}

}  // namespace
}  // namespace heatreel::grid
