// SPDX-License-Identifier: GPL-3.0-or-later
#include "heatreel/render/canvas.hpp"

#include <ft2build.h>
#include FT_FREETYPE_H

#include <algorithm>
#include <string>

#include <gtest/gtest.h>

#include "heatreel/base/embedded.hpp"

/// fontconfig keeps what it has found out, and loses track of some of it; nothing of ours is
/// hidden.
extern "C" const char* __lsan_default_suppressions();  // NOLINT: name is given
const char* __lsan_default_suppressions() {            // NOLINT: name is given
  return "leak:libfontconfig.so";
}

namespace heatreel::render {
namespace {

Picture white(int width, int height) {
  Picture picture{width, height, {}};
  picture.pixels.assign(picture.stride() * static_cast<std::size_t>(height), 255);
  return picture;
}

TEST(Font, IsBuiltInWithTheGlyphsOfScience) {
  ASSERT_EQ(base::embedded_fonts().size(), 1U);
  const auto bytes = base::embedded_fonts()[0].bytes;
  FT_Library library = nullptr;
  FT_Face face = nullptr;
  ASSERT_EQ(FT_Init_FreeType(&library), 0);
  ASSERT_EQ(FT_New_Memory_Face(library, reinterpret_cast<const FT_Byte*>(bytes.data()),
                               static_cast<FT_Long>(bytes.size()), 0, &face),
            0);
  for (const char32_t letter : U"ΔµμτΩ·⁰¹²³⁴⁵⁶⁷⁸⁹⁻₀₁₂×−–…°αβγλσ") {
    if (letter != U'\0') {
      EXPECT_NE(FT_Get_Char_Index(face, letter), 0U) << static_cast<unsigned>(letter);
    }
  }
  FT_Done_Face(face);
  FT_Done_FreeType(library);
}

TEST(TextWidth, IsProportionalToSizeAndDigitsAreEquallyWide) {
  EXPECT_NEAR(text_width("Template", 30.0), 3.0 * text_width("Template", 10.0), 1e-9);
  EXPECT_DOUBLE_EQ(text_width("111", 12.0), text_width("888", 12.0));
  EXPECT_EQ(text_width("", 12.0), 0.0);
}

TEST(FitText, LeavesShortTextAlone) {
  const FittedText fitted = fit_text("G", " [nM]", 16.0, 12.0, 500.0);
  EXPECT_EQ(fitted.text, "G [nM]");
  EXPECT_EQ(fitted.size, 16.0);
}

TEST(FitText, ShrinksBeforeItCuts) {
  const double width = text_width("template concentration", 16.0);
  const FittedText fitted = fit_text("template concentration", "", 16.0, 12.0, 0.8 * width);
  EXPECT_EQ(fitted.text, "template concentration");
  EXPECT_NEAR(fitted.size, 0.8 * 16.0, 1e-9);
}

TEST(FitText, CutsTheNameAndKeepsTheUnit) {
  const FittedText fitted = fit_text("ΔΔΔΔΔΔΔΔΔΔΔΔΔΔΔΔΔΔΔΔΔΔΔΔΔΔΔΔΔΔ", " [nM]", 16.0, 12.0, 120.0);
  EXPECT_TRUE(fitted.text.ends_with("… [nM]")) << fitted.text;
  EXPECT_TRUE(fitted.text.starts_with("ΔΔ")) << fitted.text;
  EXPECT_EQ(fitted.text.find('?'), std::string::npos) << "cut within a letter: " << fitted.text;
  EXPECT_LE(text_width(fitted.text, fitted.size), 120.0);
}

TEST(FitText, NeverExceedsTheRoom) {
  for (int room = 1; room < 300; room += 7) {
    const FittedText fitted = fit_text("a title of some length", " [10⁻³ nM]", 20.0, 9.0, room);
    EXPECT_LE(text_width(fitted.text, fitted.size), room + 1e-9) << fitted.text;
  }
}

TEST(Canvas, FillsExactPixels) {
  Picture picture = white(8, 6);
  Canvas canvas(picture);
  canvas.fill({2, 1, 3, 2}, {10, 20, 30});
  for (int y = 0; y < 6; ++y) {
    for (int x = 0; x < 8; ++x) {
      const std::uint8_t* pixel = picture.pixels.data() + static_cast<std::size_t>(y) * 32 +
                                  static_cast<std::size_t>(x) * 4;
      const bool inside = x >= 2 && x < 5 && y >= 1 && y < 3;
      EXPECT_EQ(pixel[0], inside ? 30 : 255) << x << "," << y;
      EXPECT_EQ(pixel[1], inside ? 20 : 255);
      EXPECT_EQ(pixel[2], inside ? 10 : 255);
    }
  }
}

TEST(Canvas, TextStaysWithinItsMeasure) {
  Picture picture = white(200, 60);
  Canvas(picture).text("Agjk ×10⁻³", {50.0, 40.0}, {20.0, {0, 0, 0}});
  const double right = 50.0 + text_width("Agjk ×10⁻³", 20.0);
  bool any = false;
  for (int y = 0; y < 60; ++y) {
    for (int x = 0; x < 200; ++x) {
      if (picture.pixels[static_cast<std::size_t>(y) * 800 + static_cast<std::size_t>(x) * 4] !=
          255) {
        any = true;
        EXPECT_GE(x, 48);
        EXPECT_LE(x, right + 1.0);
        EXPECT_GE(y, 40 - 1.1 * cap_height(20.0) - 1.0);
        EXPECT_LE(y, 40 + descent(20.0) + 1.0);
      }
    }
  }
  EXPECT_TRUE(any);
}

TEST(Canvas, BrokenUtf8IsDrawnAsQuestionMarks) {
  Picture broken = white(60, 30);
  Picture marks = white(60, 30);
  Canvas(broken).text("a\xFF\n", {5.0, 20.0}, {12.0, {0, 0, 0}});
  Canvas(marks).text("a??", {5.0, 20.0}, {12.0, {0, 0, 0}});
  EXPECT_EQ(broken.pixels, marks.pixels);
}

TEST(WrapText, BreaksBetweenWordsBeforeItShrinksOrCuts) {
  const std::string text = "the stability of the association of templates";
  const double width = text_width(text, 20.0);
  const auto lines = wrap_text(text, 20.0, 15.0, 0.7 * width, 2);
  ASSERT_EQ(lines.size(), 2U);
  EXPECT_EQ(lines[0].text + " " + lines[1].text, text);
  EXPECT_EQ(lines[0].size, 20.0);
  EXPECT_EQ(wrap_text(text, 20.0, 15.0, width + 1.0, 2).size(), 1U);
  EXPECT_TRUE(wrap_text(" ", 20.0, 15.0, width, 2).empty());
  const auto cut = wrap_text(text, 20.0, 15.0, 0.25 * width, 2);
  ASSERT_EQ(cut.size(), 2U);
  EXPECT_EQ(cut[0].size, 15.0);
  EXPECT_TRUE(cut[1].text.ends_with("…"));
  for (const FittedText& line : cut) {
    EXPECT_LE(text_width(line.text, line.size), 0.25 * width);
  }
  EXPECT_EQ(wrap_text(std::string(99, 'x'), 20.0, 15.0, 50.0, 2).size(), 1U) << "one long word";
}

TEST(WithoutGlyphs, NamesEachCharacterOnce) {
  EXPECT_EQ(without_glyphs("ΔG of αβ, 10⁻³"), "");
  // A private character, which no font has.
  EXPECT_EQ(without_glyphs("a\U0010FFFDb\U0010FFFD"), "\U0010FFFD");
}

}  // namespace
}  // namespace heatreel::render
