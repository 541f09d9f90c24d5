// SPDX-License-Identifier: GPL-3.0-or-later
#include "heatreel/render/colormap.hpp"

#include <cstdlib>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "heatreel/base/error.hpp"
#include "heatreel/render/cell_style.hpp"

namespace heatreel::render {
namespace {

using testing::HasSubstr;
using testing::ThrowsMessage;

struct Published {
  const char* name;
  Rgb first;
  Rgb last;
};

class PublishedColors : public testing::TestWithParam<Published> {};

// The ends of each map as its authors publish them.
TEST_P(PublishedColors, EndsAreAsPublished) {
  const ColorMap map = ColorMap::named(GetParam().name);
  EXPECT_EQ(map[0], GetParam().first);
  EXPECT_EQ(map[255], GetParam().last);
}

TEST_P(PublishedColors, ReversedMapIsReadBackwards) {
  const ColorMap map = ColorMap::named(GetParam().name);
  const ColorMap reversed = ColorMap::named(std::string(GetParam().name) + "_r");
  for (std::size_t i = 0; i < ColorMap::size; ++i) {
    ASSERT_EQ(map[i], reversed[255 - i]) << i;
  }
}

TEST_P(PublishedColors, NoTwoNeighboursAreFarApart) {
  const ColorMap map = ColorMap::named(GetParam().name);
  for (std::size_t i = 1; i < ColorMap::size; ++i) {
    const Rgb a = map[i - 1];
    const Rgb b = map[i];
    EXPECT_LE(std::abs(a.red - b.red) + std::abs(a.green - b.green) + std::abs(a.blue - b.blue), 24)
        << i;
  }
}

TEST_P(PublishedColors, MissingColorIsNotInTheMap) {
  const ColorMap map = ColorMap::named(GetParam().name);
  for (const Theme& theme : {Theme::light(), Theme::dark()}) {
    const Rgb missing = missing_color(map, theme);
    for (std::size_t i = 0; i < ColorMap::size; ++i) {
      EXPECT_FALSE(map[i] == missing) << i;
    }
  }
}

INSTANTIATE_TEST_SUITE_P(
    Maps, PublishedColors,
    testing::Values(Published{"viridis", {0x44, 0x01, 0x54}, {0xfd, 0xe7, 0x25}},
                    Published{"cividis", {0x00, 0x22, 0x4e}, {0xfe, 0xe8, 0x38}},
                    Published{"magma", {0x00, 0x00, 0x04}, {0xfc, 0xfd, 0xbf}},
                    Published{"inferno", {0x00, 0x00, 0x04}, {0xfc, 0xff, 0xa4}},
                    Published{"plasma", {0x0d, 0x08, 0x87}, {0xf0, 0xf9, 0x21}},
                    Published{"turbo", {0x30, 0x12, 0x3b}, {0x7a, 0x04, 0x03}},
                    Published{"batlow", {1, 25, 89}, {250, 204, 250}},
                    Published{"vik", {0, 18, 97}, {89, 0, 8}},
                    Published{"RdBu", {0x67, 0x00, 0x1f}, {0x05, 0x30, 0x61}},
                    Published{"grey", {0, 0, 0}, {255, 255, 255}}),
    [](const auto& tested) { return std::string(tested.param.name); });

TEST(ColorMap, MiddleOfViridisIsTeal) {
  EXPECT_EQ(ColorMap::named("viridis")[128], (Rgb{0x21, 0x91, 0x8c}));
}

TEST(ColorMap, EveryNameIsAMapAndViridisIsTheFirst) {
  EXPECT_EQ(colormap_names().front(), "viridis");
  EXPECT_EQ(colormap_names().size(), 10U);
  for (const std::string& name : colormap_names()) {
    EXPECT_NO_THROW(ColorMap::named(name)) << name;
  }
}

TEST(ColorMap, PositionsCoverTheColorsEvenly) {
  EXPECT_EQ(ColorMap::index_of(0.0), 0U);
  EXPECT_EQ(ColorMap::index_of(1.0 / 256.0), 1U);
  EXPECT_EQ(ColorMap::index_of(0.5), 128U);
  EXPECT_EQ(ColorMap::index_of(1.0), 255U);
}

TEST(ColorMap, UnknownNameSuggestsTheNearest) {
  EXPECT_THAT([] { ColorMap::named("virdis"); },
              ThrowsMessage<base::ConfigError>(HasSubstr("'viridis'")));
  EXPECT_THROW(ColorMap::named("_r"), base::ConfigError);
}

TEST(ColorMap, ShortTablesAreJoinedByStraightLines) {
  const ColorMap map = ColorMap::parse("# mine\n0 0 0\n\n255, 51 ,102\n", "mine.csv");
  EXPECT_EQ(map[0], (Rgb{0, 0, 0}));
  EXPECT_EQ(map[255], (Rgb{255, 51, 102}));
  EXPECT_EQ(map[5], (Rgb{5, 1, 2}));
}

TEST(ColorMap, NumbersUpToOneAreParts) {
  const ColorMap map = ColorMap::parse("0\t0\t0\r\n1 0.2 0.4\n", "mine.csv");
  EXPECT_EQ(map[255], (Rgb{255, 51, 102}));
}

TEST(ColorMap, BadTableNamesSourceAndLine) {
  for (const char* line : {"1,2,300", "1,2", "1,2,3,4", "1,2,x", "-1,0,0", "nan,0,0", "#0 1 2 x"}) {
    const std::string text = std::string("# mine\n1,2,3\n") + (line[0] == '#' ? line + 1 : line);
    EXPECT_THAT([&] { ColorMap::parse(text, "mine.csv"); },
                ThrowsMessage<base::ConfigError>(HasSubstr("mine.csv, line 3")))
        << line;
  }
  EXPECT_THAT([] { ColorMap::parse("1,2,3\n", "mine.csv"); },
              ThrowsMessage<base::ConfigError>(HasSubstr("1 colours")));
}

}  // namespace
}  // namespace heatreel::render
