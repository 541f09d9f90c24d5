// SPDX-License-Identifier: GPL-3.0-or-later
#include "heatreel/render/axis_scale.hpp"

#include <cmath>

#include <gtest/gtest.h>

namespace heatreel::render {
namespace {

using grid::Axis;
using grid::Spacing;

class AnyAxis : public testing::TestWithParam<Axis> {};

TEST_P(AnyAxis, ValuesStandAtTheirCellsCentres) {
  const AxisScale scale(GetParam());
  const auto n = GetParam().size();
  for (std::int64_t i = 0; i < n; ++i) {
    const double center = (static_cast<double>(i) + 0.5) / static_cast<double>(n);
    EXPECT_NEAR(scale.position(GetParam().value(i)), center, 1e-9) << i;
    EXPECT_DOUBLE_EQ(scale.position_of(i), center);
  }
}

TEST_P(AnyAxis, TicksRiseStandOnTheAxisAndKeepToTheCount) {
  const AxisScale scale(GetParam());
  for (const int most : {2, 3, 5, 12}) {
    const TickSet set = scale.ticks(most);
    ASSERT_GE(set.major.size(), 1U);
    ASSERT_LE(set.major.size(), static_cast<std::size_t>(most));
    for (const Tick& tick : set.major) {
      EXPECT_GE(scale.position(tick.value), 0.0) << tick.label;
      EXPECT_LE(scale.position(tick.value), 1.0) << tick.label;
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Axes, AnyAxis,
                         testing::Values(Axis::range("a", 50, 300, 50, Spacing::linear),
                                         Axis::range("a", 1, -1, 11, Spacing::linear),
                                         Axis::range("a", 1e-5, 1e2, 40, Spacing::log),
                                         Axis::range("a", -10, -0.001, 40, Spacing::log),
                                         Axis::range("a", 20, 80, 7, Spacing::log),
                                         Axis::list("a", {1, 5, 2, 40, -3, 7, 8}),
                                         Axis::range("a", -1e308, 1e308, 5, Spacing::linear),
                                         Axis::range("a", 1e-160, 1e150, 4, Spacing::log),
                                         Axis::range("a", 7, 7, 1, Spacing::linear),
                                         Axis::list("a", {3}),
                                         Axis::range("a", 0, 1, 2, Spacing::linear)));

TEST(AxisScale, FewRoundPointsAreLabelledThemselves) {
  const TickSet set = AxisScale(Axis::range("a", 50, 300, 3, Spacing::linear)).ticks(10);
  ASSERT_EQ(set.major.size(), 3U);
  EXPECT_EQ(set.major[1].label, "175");
}

TEST(AxisScale, ThirdsAreNotLabelledThemselves) {
  const TickSet set = AxisScale(Axis::range("a", 0, 1, 4, Spacing::linear)).ticks(6);
  EXPECT_EQ(set.major[1].label, "0.2");
}

TEST(AxisScale, TextShowsExactValuesWithAsManyDecimalsAsTheyNeed) {
  const AxisScale scale(Axis::range("a", -1, 1, 41, Spacing::linear));
  EXPECT_EQ(scale.text(13), "−0.35");
  EXPECT_EQ(scale.text(20), "0.00");
  EXPECT_EQ(AxisScale(Axis::range("a", 0, 30, 31, Spacing::linear)).text(7), "7");
  EXPECT_EQ(AxisScale(Axis::range("n", 3, 4, 9, Spacing::linear)).text(3), "3.375")
      << "as the tick beside it";
}

TEST(AxisScale, TextTellsNeighboursApart) {
  const AxisScale uneven(Axis::range("a", -1, 1, 50, Spacing::linear));
  EXPECT_EQ(uneven.text(1), "−0.959");
  const AxisScale logarithmic(Axis::range("a", 1e-9, 1e3, 30, Spacing::log));
  EXPECT_EQ(logarithmic.text(11), "3.562×10⁻⁵");
  const AxisScale tiny(Axis::range("a", -3e-8, 3e-8, 31, Spacing::linear));
  EXPECT_EQ(tiny.text(3), "−24×10⁻⁹");
  const AxisScale around_zero(Axis::range("a", -1e-6, 1e-6, 81, Spacing::linear));
  EXPECT_EQ(around_zero.text(40), "0") << "no 0.000×10⁻⁶";
  for (std::int64_t k = 1; k < 50; ++k) {
    EXPECT_NE(uneven.text(k), uneven.text(k - 1));
  }
}

TEST(AxisScale, LabelHasLongNameAndPrintedUnit) {
  const Axis axis = Axis::range("rec", 10, 50, 50, Spacing::linear);
  EXPECT_EQ(AxisScale(axis.described("um^2", "recycling enzyme")).label().name,
            "rec (recycling enzyme)");
  EXPECT_EQ(AxisScale(axis.described("um^2", "")).label().name, "rec");
  EXPECT_EQ(AxisScale(axis.described("um^2", "")).label().unit, "µm²");
}

}  // namespace
}  // namespace heatreel::render
