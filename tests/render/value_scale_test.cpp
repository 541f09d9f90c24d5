// SPDX-License-Identifier: GPL-3.0-or-later
#include "heatreel/render/value_scale.hpp"

#include <cmath>
#include <limits>

#include <gtest/gtest.h>

namespace heatreel::render {
namespace {

struct Range {
  ScaleKind kind;
  double low;
  double high;
};

class AnyScale : public testing::TestWithParam<Range> {
 protected:
  ValueScale scale_{GetParam().kind, GetParam().low, GetParam().high};
};

TEST_P(AnyScale, RunsFromZeroToOneAndClamps) {
  EXPECT_EQ(scale_.position(scale_.low()), 0.0);
  EXPECT_EQ(scale_.position(scale_.high()), 1.0);
  EXPECT_EQ(scale_.position(-std::numeric_limits<double>::infinity()), 0.0);
  EXPECT_EQ(scale_.position(std::numeric_limits<double>::max()), 1.0);
}

TEST_P(AnyScale, NanHasNoPosition) {
  EXPECT_TRUE(std::isnan(scale_.position(std::numeric_limits<double>::quiet_NaN())));
}

TEST_P(AnyScale, RisesAndComesBack) {
  double before = -1.0;
  for (int k = 0; k <= 1000; ++k) {
    const double position = k / 1000.0;
    const double there = scale_.position(scale_.value(position));
    EXPECT_NEAR(there, position, 1e-9);
    EXPECT_GT(there, before);
    before = there;
  }
}

TEST_P(AnyScale, TicksAreInside) {
  const TickSet set = scale_.ticks(8);
  EXPECT_FALSE(set.major.empty());
  for (const Tick& tick : set.major) {
    EXPECT_GE(tick.value, scale_.low() - 1e-9 * std::abs(scale_.low())) << tick.label;
    EXPECT_LE(tick.value, scale_.high() + 1e-9 * std::abs(scale_.high())) << tick.label;
  }
}

INSTANTIATE_TEST_SUITE_P(
    Ranges, AnyScale,
    testing::Values(Range{ScaleKind::linear, 0.0, 412.7}, Range{ScaleKind::linear, -3e-9, 1e-9},
                    Range{ScaleKind::linear, -1.7e308, 1.7e308}, Range{ScaleKind::log, 1e-5, 1e3},
                    Range{ScaleKind::log, 0.0, 50.0}, Range{ScaleKind::log, -2.0, -1.0},
                    Range{ScaleKind::log, 3.0, 4.0}, Range{ScaleKind::symlog, -500.0, 500.0},
                    Range{ScaleKind::symlog, -1.0, 1e6}, Range{ScaleKind::symlog, 10.0, 20.0}));

TEST(ValueScale, LogPlacesDecadesEvenly) {
  const ValueScale scale(ScaleKind::log, 1e-2, 1e2);
  EXPECT_NEAR(scale.position(1.0), 0.5, 1e-12);
  EXPECT_NEAR(scale.position(10.0), 0.75, 1e-12);
}

TEST(ValueScale, SymlogPlacesZeroInTheMiddleOfASymmetricRange) {
  const ValueScale scale(ScaleKind::symlog, -80.0, 80.0);
  EXPECT_NEAR(scale.position(0.0), 0.5, 1e-12);
  EXPECT_NEAR(scale.position(3.0) + scale.position(-3.0), 1.0, 1e-12);
  EXPECT_GT(scale.position(8.0), 0.75) << "a tenth of the largest value is far out";
}

TEST(ValueScale, ConstantFieldStandsInTheMiddle) {
  for (const ScaleKind kind : {ScaleKind::linear, ScaleKind::log, ScaleKind::symlog}) {
    const ValueScale scale(kind, 3.7, 3.7);
    EXPECT_EQ(scale.position(3.7), 0.5);
    EXPECT_EQ(scale.position(3.6), 0.0);
    EXPECT_EQ(scale.position(3.8), 1.0);
    EXPECT_EQ(scale.value(0.9), 3.7);
    ASSERT_EQ(scale.ticks(8).major.size(), 1U);
    EXPECT_EQ(scale.ticks(8).major[0].label, "3.7");
  }
}

TEST(ValueScale, LogThatReachesZeroShowsSixDecades) {
  const ValueScale scale(ScaleKind::log, 0.0, 100.0);
  EXPECT_EQ(scale.kind(), ScaleKind::log);
  EXPECT_DOUBLE_EQ(scale.low(), 1e-4);
  EXPECT_EQ(scale.position(0.0), 0.0);
  EXPECT_EQ(ValueScale(ScaleKind::log, -2.0, -1.0).kind(), ScaleKind::linear);
}

TEST(ValueScale, RangeOfOneRoundingStepHasFinitePositions) {
  const double next = std::nextafter(1e300, 1e301);
  const ValueScale scale(ScaleKind::log, 1e300, std::nextafter(next, 1e301));
  EXPECT_GE(scale.position(next), 0.0);
  EXPECT_LE(scale.position(next), 1.0);
}

TEST(ValueScale, FewWholeNumbersHaveABandEach) {
  const ValueScale scale = ValueScale::of_whole_numbers(3.0, 6.0);
  const TickSet ticks = scale.ticks(12);
  ASSERT_EQ(ticks.major.size(), 4U);
  for (int k = 0; k < 4; ++k) {
    EXPECT_DOUBLE_EQ(scale.position(3.0 + k), (k + 0.5) / 4.0);
    EXPECT_DOUBLE_EQ(scale.color(scale.position(3.0 + k)), k / 3.0);
    EXPECT_DOUBLE_EQ(scale.color(scale.position(3.2 + k)), k / 3.0) << "one colour a band";
    EXPECT_EQ(ticks.major[static_cast<std::size_t>(k)].value, 3.0 + k);
  }
  EXPECT_EQ(ValueScale::of_whole_numbers(5.0, 5.0).ticks(5).major.size(), 1U);
}

TEST(ValueScale, ManyWholeNumbersHaveWholeTicks) {
  for (const double high : {22.0, 37.0, 1000.0}) {
    const ValueScale scale = ValueScale::of_whole_numbers(0.0, high);
    EXPECT_EQ(scale.color(0.3), 0.3);
    for (const Tick& tick : scale.ticks(12).major) {
      EXPECT_EQ(tick.value, std::floor(tick.value));
    }
  }
}

}  // namespace
}  // namespace heatreel::render
