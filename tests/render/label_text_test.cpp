// SPDX-License-Identifier: GPL-3.0-or-later
#include "heatreel/render/label_text.hpp"

#include <gtest/gtest.h>

namespace heatreel::render {
namespace {

TEST(LabelText, UnitsArePrinted) {
  EXPECT_EQ(pretty_unit("1/(nM*min)"), "nM⁻¹·min⁻¹");
  EXPECT_EQ(pretty_unit("1/min"), "min⁻¹");
  EXPECT_EQ(pretty_unit("1/(um^2*s)"), "µm⁻²·s⁻¹");
  EXPECT_EQ(pretty_unit("kcal/(mol*K)"), "kcal/(mol·K)");
  EXPECT_EQ(pretty_unit("1/s*m"), "1/s·m") << "left as typed, since it can be read two ways";
  EXPECT_EQ(pretty_unit("1/"), "1/");
  EXPECT_EQ(pretty_unit("1"), "") << "a pure number has no unit";
  EXPECT_EQ(pretty_unit("kcal/mol"), "kcal/mol");
  EXPECT_EQ(pretty_unit("m^2"), "m²");
  EXPECT_EQ(pretty_unit("s^-1"), "s⁻¹");
  EXPECT_EQ(pretty_unit("s**-2"), "s⁻²");
  EXPECT_EQ(pretty_unit("um"), "µm");
  EXPECT_EQ(pretty_unit("medium"), "medium") << "um within a word is no micrometre";
  EXPECT_EQ(pretty_unit("µm²"), "µm²");
  EXPECT_EQ(pretty_unit("x^"), "x^");
}

TEST(LabelText, NamesAreSetAsInAPaper) {
  EXPECT_EQ(pretty_name("k_1"), "k₁");
  EXPECT_EQ(pretty_name("N_0"), "N₀");
  EXPECT_EQ(pretty_name("alpha_12"), "α₁₂");
  EXPECT_EQ(pretty_name("ddG"), "ΔΔG");
  EXPECT_EQ(pretty_name("assoc_ddg"), "assoc_ddg");
  EXPECT_EQ(pretty_name("k_cat"), "k_cat");
  EXPECT_EQ(pretty_name("_1"), "_1");
  EXPECT_EQ(pretty_name("betamax"), "betamax") << "no Greek within a word";
}

TEST(LabelText, NamesWithinWordsAreThoseOfTheAxis) {
  EXPECT_EQ(pretty_text("mean of kappa_2"), "mean of κ₂");
  EXPECT_EQ(pretty_text("time that x_1+mu is above 0.5 uM"), "time that x₁+µ is above 0.5 uM");
  EXPECT_EQ(pretty_text("maximum of P (delta of x_1)"), "maximum of P (delta of x_1)")
      << "a description is left alone";
  EXPECT_EQ(pretty_text(""), "");
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
  EXPECT_EQ((Label{"a", "min⁻¹"}.suffix(6)), " [10⁶ min⁻¹]");
  EXPECT_EQ((Label{"a", ""}.suffix(3)), " [×10³]");
  EXPECT_EQ((Label{"a", ""}.suffix(0)), "");
}

}  // namespace
}  // namespace heatreel::render
