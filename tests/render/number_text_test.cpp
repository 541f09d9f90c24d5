// SPDX-License-Identifier: GPL-3.0-or-later
#include "heatreel/render/number_text.hpp"

#include <gtest/gtest.h>

namespace heatreel::render {
namespace {

TEST(NumberText, PowersAreSuperscript) {
  EXPECT_EQ(power_of_ten(-12), "10⁻¹²");
  EXPECT_EQ(superscript(0), "⁰");
}

TEST(NumberText, DecimalsAreExact) {
  EXPECT_EQ(decimal_text(-250, 2), "−2.50");
  EXPECT_EQ(decimal_text(5, 3), "0.005");
  EXPECT_EQ(decimal_text(0, 3), "0");
  EXPECT_EQ(decimal_text(-7, 0), "−7");
}

TEST(NumberText, ValuesLoseTrailingZerosAndNoise) {
  EXPECT_EQ(value_text(0.1 + 0.2, 6), "0.3");
  EXPECT_EQ(value_text(-0.35, 6), "−0.35");
  EXPECT_EQ(value_text(150.0, 6), "150");
  EXPECT_EQ(value_text(-0.0, 6), "0");
  EXPECT_EQ(value_text(99999.96, 6), "100000");
  EXPECT_EQ(value_text(4.8e-5, 6), "4.8×10⁻⁵");
  EXPECT_EQ(value_text(-1e21, 6), "−10²¹");
  EXPECT_EQ(value_text(1.0 / 3.0, 4), "0.3333");
}

}  // namespace
}  // namespace heatreel::render
