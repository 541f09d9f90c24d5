// SPDX-License-Identifier: GPL-3.0-or-later
#include "heatreel/video/color_convert.hpp"

#include "test_pictures.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>

#include <gtest/gtest.h>

namespace heatreel::video {
namespace {

YuvPicture converted(const render::Picture& picture, PixelFormat format) {
  YuvPicture yuv(picture.width, picture.height, format);
  convert(picture, yuv);
  return yuv;
}

TEST(ColorConvert, KnowsTheCornersOfTheRange) {
  const auto expect = [](Rgb colour, int y, int u, int v) {
    const YuvPicture yuv = converted(flat_picture(2, 2, colour), PixelFormat::yuv420p);
    EXPECT_EQ(yuv.y, std::vector<std::uint8_t>(4, static_cast<std::uint8_t>(y)));
    EXPECT_EQ(yuv.u, std::vector<std::uint8_t>(1, static_cast<std::uint8_t>(u)));
    EXPECT_EQ(yuv.v, std::vector<std::uint8_t>(1, static_cast<std::uint8_t>(v)));
  };
  // The 75 % and 100 % bars of BT.709 equipment: 100 % values as in SMPTE RP 219 (8 bits).
  expect({0, 0, 0}, 16, 128, 128);
  expect({255, 255, 255}, 235, 128, 128);
  expect({255, 255, 0}, 219, 16, 138);
  expect({0, 255, 255}, 188, 154, 16);
  expect({0, 255, 0}, 173, 42, 26);
  expect({255, 0, 255}, 78, 214, 230);
  expect({255, 0, 0}, 63, 102, 240);
  expect({0, 0, 255}, 32, 240, 118);
}

TEST(ColorConvert, GreysHaveNoColour) {
  for (int level = 0; level < 256; ++level) {
    for (const PixelFormat format : {PixelFormat::yuv420p, PixelFormat::yuv444p}) {
      const YuvPicture yuv = converted(flat_picture(2, 2, {level, level, level}), format);
      EXPECT_EQ(yuv.u[0], 128) << level;
      EXPECT_EQ(yuv.v[0], 128) << level;
    }
  }
}

/// All 16.8 million colours once, 4096 × 4096.
render::Picture every_colour() {
  render::Picture picture{4096, 4096, {}};
  picture.pixels.resize(picture.stride() * 4096);
  for (int colour = 0; colour < 1 << 24; ++colour) {
    paint(picture, colour % 4096, colour / 4096, {colour >> 16, colour >> 8 & 255, colour & 255});
  }
  return picture;
}

TEST(ColorConvert, EveryColourIsRoundedToTheNearestLevel) {
  const YuvPicture yuv = converted(every_colour(), PixelFormat::yuv444p);
  std::array<double, 3> worst{};
  for (int colour = 0; colour < 1 << 24; ++colour) {
    const std::array<double, 3> exact =
        bt709_from_rgb({colour >> 16, colour >> 8 & 255, colour & 255});
    const auto at = static_cast<std::size_t>(colour);
    worst[0] = std::max(worst[0], std::abs(yuv.y[at] - exact[0]));
    worst[1] = std::max(worst[1], std::abs(yuv.u[at] - exact[1]));
    worst[2] = std::max(worst[2], std::abs(yuv.v[at] - exact[2]));
  }
  EXPECT_LT(worst[0], 0.51);
  EXPECT_LT(worst[1], 0.51);
  EXPECT_LT(worst[2], 0.51);
}

TEST(ColorConvert, SubsampledChromaIsTheMeanOfFourPixels) {
  // Widths around the vector lengths, and a picture in which each pixel has a colour of its own.
  for (const int width : {2, 14, 16, 18, 34, 62, 66}) {
    render::Picture picture{width, 4, {}};
    picture.pixels.resize(picture.stride() * 4);
    for (int i = 0; i < width * 4; ++i) {
      paint(picture, i % width, i / width, {i * 37 % 256, i * 101 % 256, i * 59 % 256});
    }
    const YuvPicture yuv = converted(picture, PixelFormat::yuv420p);
    for (int block = 0; block < width; ++block) {
      const int left = block % (width / 2) * 2;
      const int top = block / (width / 2) * 2;
      double u = 0;
      double v = 0;
      for (const int i : {0, 1, width, width + 1}) {
        const int pixel = top * width + left + i;
        const std::array<double, 3> exact =
            bt709_from_rgb({pixel * 37 % 256, pixel * 101 % 256, pixel * 59 % 256});
        EXPECT_NEAR(yuv.y[static_cast<std::size_t>(pixel)], exact[0], 0.51);
        u += exact[1] / 4;
        v += exact[2] / 4;
      }
      EXPECT_NEAR(yuv.u[static_cast<std::size_t>(block)], u, 0.51) << width << ' ' << block;
      EXPECT_NEAR(yuv.v[static_cast<std::size_t>(block)], v, 0.51) << width << ' ' << block;
    }
  }
}

TEST(ColorConvert, ColourDoesNotCrossAnEdgeOnEvenPixels) {
  render::Picture picture = flat_picture(8, 4, {255, 0, 0});
  for (int y = 0; y < 4; ++y) {
    for (int x = 2; x < 8; ++x) {
      paint(picture, x, y, {0, 0, 255});
    }
  }
  const YuvPicture yuv = converted(picture, PixelFormat::yuv420p);
  EXPECT_EQ(yuv.u, (std::vector<std::uint8_t>{102, 240, 240, 240, 102, 240, 240, 240}));
  EXPECT_EQ(yuv.v, (std::vector<std::uint8_t>{240, 118, 118, 118, 240, 118, 118, 118}));
}

TEST(ColorConvert, PlanesHaveTheSizesOfTheirFormat) {
  const YuvPicture halved(6, 4, PixelFormat::yuv420p);
  EXPECT_EQ(halved.y.size(), 24U);
  EXPECT_EQ(halved.u.size(), 6U);
  EXPECT_EQ(halved.v.size(), 6U);
  const YuvPicture full(6, 4, PixelFormat::yuv444p);
  EXPECT_EQ(full.u.size(), 24U);
  EXPECT_EQ(full.chroma_width(), 6);
}

TEST(ColorConvertDeathTest, RefusesOddSizesAndOtherSizes) {
  EXPECT_DEATH(YuvPicture(3, 2, PixelFormat::yuv420p), "width % 2 == 0");
  EXPECT_DEATH(YuvPicture(2, 0, PixelFormat::yuv444p), "height > 0");
  YuvPicture yuv(4, 4, PixelFormat::yuv420p);
  EXPECT_DEATH(convert(flat_picture(4, 2, {}), yuv), "height");
  render::Picture cut = flat_picture(4, 4, {});
  cut.pixels.pop_back();
  EXPECT_DEATH(convert(cut, yuv), "pixels.size");
}

}  // namespace
}  // namespace heatreel::video
