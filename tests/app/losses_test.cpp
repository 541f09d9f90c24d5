// SPDX-License-Identifier: GPL-3.0-or-later
#include "../../src/app/losses.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace heatreel::app {
namespace {

using store::ValueRange;
using testing::HasSubstr;

/// Of numbers from `min` to `max`, as float32 has them.
StoredNumbers in_float32(double min, double max) {
  return {.stored = ValueRange{static_cast<float>(min), static_cast<float>(max)},
          .exact = ValueRange{min, max},
          .colors = {},
          .logarithmic = false};
}

TEST(Float32Loss, NothingIsLostWhereEachColourHasNumbers) {
  EXPECT_EQ(float32_loss(in_float32(0.1, 0.7)), "");
  EXPECT_EQ(float32_loss(in_float32(-3e38, 3e38)), "");
  EXPECT_EQ(float32_loss(in_float32(0.0, 1e-40)), "");
  EXPECT_EQ(float32_loss(in_float32(1e6, 1e6 + 16.0)), "");
  EXPECT_EQ(float32_loss({}), "") << "no number at all";
}

TEST(Float32Loss, NothingIsLostOfEqualNumbers) {
  EXPECT_EQ(float32_loss(in_float32(0.1, 0.1)), "");
  EXPECT_EQ(float32_loss(in_float32(0.0, 0.0)), "");
  EXPECT_EQ(float32_loss(in_float32(1.0, 1.0 + 1e-15)), "") << "float64 has no more to show";
  StoredNumbers unknown = in_float32(0.1, 0.1);
  unknown.exact.reset();
  EXPECT_EQ(float32_loss(unknown), "");
}

TEST(Float32Loss, FewStepsAreCounted) {
  EXPECT_THAT(float32_loss(in_float32(1e6, 1e6 + 8.0)),
              HasSubstr("no more than 129 numbers from 1000000 to 1000008; --dtype float64"));
  StoredNumbers later = in_float32(-16777216.0, -16777200.0);
  later.exact.reset();
  EXPECT_THAT(float32_loss(later), HasSubstr("no more than 17 numbers"))
      << "also of what an earlier run has stored";
}

TEST(Float32Loss, NumbersThatBecameOneAreSaid) {
  EXPECT_THAT(float32_loss(in_float32(1.0, 1.0 + 1e-9)), HasSubstr("made all numbers from 1 to"));
  EXPECT_THAT(float32_loss(in_float32(1e-50, 1e-48)), HasSubstr("from 1e-50 to 1e-48 the same"));
  EXPECT_THAT(float32_loss(in_float32(1e-50, 1e-50)), HasSubstr("from 1e-50 to 1e-50"));
}

TEST(Float32Loss, SmallNumbersMatterToALogarithmicScale) {
  StoredNumbers numbers = in_float32(1e-60, 1.0);
  EXPECT_EQ(float32_loss(numbers), "");
  numbers.logarithmic = true;
  EXPECT_THAT(float32_loss(numbers), HasSubstr("as small as 1e-60 into 0"));
  numbers = in_float32(1e-40, 1.0);
  numbers.logarithmic = true;
  EXPECT_EQ(float32_loss(numbers), "");
}

TEST(Float32Loss, ColoursMaySpanLess) {
  StoredNumbers numbers = in_float32(0.0, 1e9);
  numbers.colors = ValueRange{123456.0, 123457.0};
  EXPECT_THAT(float32_loss(numbers), HasSubstr("no more than 129 numbers from 123456 to 123457"));
  numbers.colors = ValueRange{0.0, 1.0};
  EXPECT_EQ(float32_loss(numbers), "");
  numbers.colors = ValueRange{2e9, 2e9 + 1.0};
  EXPECT_EQ(float32_loss(numbers), "") << "nothing lies there";
}

}  // namespace
}  // namespace heatreel::app
