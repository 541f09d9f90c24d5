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

TEST(NumberText, UnitsArePrinted) {
  EXPECT_EQ(pretty_unit("1/(nM*min)"), "1/(nM·min)");
  EXPECT_EQ(pretty_unit("kcal/mol"), "kcal/mol");
  EXPECT_EQ(pretty_unit("m^2"), "m²");
  EXPECT_EQ(pretty_unit("s^-1"), "s⁻¹");
  EXPECT_EQ(pretty_unit("s**-2"), "s⁻²");
  EXPECT_EQ(pretty_unit("um"), "µm");
  EXPECT_EQ(pretty_unit("medium"), "medium") << "um within a word is no micrometre";
  EXPECT_EQ(pretty_unit("µm²"), "µm²");
  EXPECT_EQ(pretty_unit("x^"), "x^");
}

TEST(Label, SplitsOffTheUnit) {
  const Label label = Label::parse("P.amplitude [nM]");
  EXPECT_EQ(label.name, "P.amplitude");
  EXPECT_EQ(label.unit, "nM");
  EXPECT_EQ(Label::parse("plain").unit, "");
  EXPECT_EQ(Label::parse("a [1] b").name, "a [1] b");
}

TEST(Label, PowerOfTenJoinsTheUnit) {
  EXPECT_EQ((Label{"a", "nM"}.suffix(0)), " [nM]");
  EXPECT_EQ((Label{"a", "nM"}.suffix(-3)), " [10⁻³ nM]");
  EXPECT_EQ((Label{"a", "1/min"}.suffix(6)), " [10⁶/min]");
  EXPECT_EQ((Label{"a", ""}.suffix(3)), " [×10³]");
  EXPECT_EQ((Label{"a", ""}.suffix(0)), "");
}

}  // namespace
}  // namespace heatreel::render
