// SPDX-License-Identifier: GPL-3.0-or-later
// Compiled once for each SIMD target that Highway knows for this processor family; the best one
// that the processor at hand has is chosen when the program runs. The loops are vectorised by the
// compiler, and the numbers are integers, the same for each target.
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "video/color_convert.cpp"
#include <hwy/foreach_target.h>
// What follows is compiled for each target.
#include <cstddef>
#include <cstring>

#include <hwy/highway.h>

#include "heatreel/base/contract.hpp"
#include "heatreel/video/color_convert.hpp"

HWY_BEFORE_NAMESPACE();
namespace heatreel::video::HWY_NAMESPACE {

// Recommendation ITU-R BT.709-6, part 1, items 3.2 to 3.4 (R, G, B in 0…1):
//   Y = 0.2126 R + 0.7152 G + 0.0722 B,  Cb = (B - Y) / 1.8556,  Cr = (R - Y) / 1.5748
// and limited range in 8 bits: 16 + 219 Y, 128 + 224 Cb, 128 + 224 Cr.
// With 1.8556 = 2 (1 - kb) and 1.5748 = 2 (1 - kr), and R, G, B in 0…255, that is:
constexpr double kr = 0.2126;
constexpr double kg = 0.7152;
constexpr double kb = 0.0722;
constexpr double luma_scale = 219.0 / 255.0;
constexpr double cb_scale = 112.0 / 255.0 / (1.0 - kb);
constexpr double cr_scale = 112.0 / 255.0 / (1.0 - kr);

// Weights have 16 fractional bits. Sums of up to four pixels times a weight fit 32 bits.
constexpr int fraction_bits = 16;

/// `value` with fractional bits, rounded to nearest (std::lround is not constexpr).
constexpr std::int32_t fixed(double value) {
  const double raised = value * (1 << fraction_bits);
  return static_cast<std::int32_t>(raised < 0.0 ? raised - 0.5 : raised + 0.5);
}

/// One pixel, or the sum of a few.
struct Color {
  std::int32_t red;
  std::int32_t green;
  std::int32_t blue;
};

/// Pixel x of a row.
inline Color color_of(const std::uint8_t* row, std::ptrdiff_t x) {
  std::uint32_t pixel = 0;
  std::memcpy(&pixel, &row[4 * x], sizeof pixel);
  return {static_cast<std::int32_t>(pixel >> 16 & 0xff),
          static_cast<std::int32_t>(pixel >> 8 & 0xff), static_cast<std::int32_t>(pixel & 0xff)};
}

/// `sum`, of 2^bits pixels, times weights, plus `offset` levels, rounded to nearest.
constexpr std::uint8_t weigh(Color sum, int bits, std::int32_t red, std::int32_t green,
                             std::int32_t blue, std::int32_t offset) {
  const int shift = fraction_bits + bits;
  const std::int32_t weighed = sum.red * red + sum.green * green + sum.blue * blue;
  return static_cast<std::uint8_t>((weighed + (offset << shift) + (1 << (shift - 1))) >> shift);
}

constexpr std::uint8_t luma(Color color) {
  return weigh(color, 0, fixed(kr * luma_scale), fixed(kg * luma_scale), fixed(kb * luma_scale),
               16);
}

constexpr std::uint8_t blue_difference(Color sum, int bits) {
  return weigh(sum, bits, fixed(-kr * cb_scale), fixed(-kg * cb_scale),
               fixed((1.0 - kb) * cb_scale), 128);
}

constexpr std::uint8_t red_difference(Color sum, int bits) {
  return weigh(sum, bits, fixed((1.0 - kr) * cr_scale), fixed(-kg * cr_scale),
               fixed(-kb * cr_scale), 128);
}

void convert_luma_row(const std::uint8_t* __restrict row, std::uint8_t* __restrict y, int width) {
  for (int x = 0; x < width; ++x) {
    y[x] = luma(color_of(row, x));
  }
}

void convert_chroma_row(const std::uint8_t* __restrict row, std::uint8_t* __restrict u,
                        std::uint8_t* __restrict v, int width) {
  for (int x = 0; x < width; ++x) {
    const Color color = color_of(row, x);
    u[x] = blue_difference(color, 0);
    v[x] = red_difference(color, 0);
  }
}

/// Two rows of pixels become one row of chroma, half as wide.
void convert_halved_chroma_row(const std::uint8_t* __restrict top,
                               const std::uint8_t* __restrict bottom, std::uint8_t* __restrict u,
                               std::uint8_t* __restrict v, std::ptrdiff_t chroma_width) {
  for (std::ptrdiff_t x = 0; x < chroma_width; ++x) {
    Color sum{};
    for (const Color& color : {color_of(top, 2 * x), color_of(top, 2 * x + 1),
                               color_of(bottom, 2 * x), color_of(bottom, 2 * x + 1)}) {
      sum.red += color.red;
      sum.green += color.green;
      sum.blue += color.blue;
    }
    u[x] = blue_difference(sum, 2);
    v[x] = red_difference(sum, 2);
  }
}

void convert_rows(const render::Picture& picture, YuvPicture& yuv) {
  const std::size_t stride = picture.stride();
  const auto luma_stride = static_cast<std::size_t>(yuv.width);
  const auto chroma_stride = static_cast<std::size_t>(yuv.chroma_width());
  const auto rows = static_cast<std::size_t>(yuv.height);
  for (std::size_t j = 0; j < rows; j += 2) {
    const std::uint8_t* top = picture.pixels.data() + j * stride;
    const std::uint8_t* bottom = top + stride;
    convert_luma_row(top, yuv.y.data() + j * luma_stride, yuv.width);
    convert_luma_row(bottom, yuv.y.data() + (j + 1) * luma_stride, yuv.width);
    if (yuv.format == PixelFormat::yuv420p) {
      const std::size_t at = j / 2 * chroma_stride;
      convert_halved_chroma_row(top, bottom, yuv.u.data() + at, yuv.v.data() + at,
                                yuv.chroma_width());
    } else {
      const std::size_t at = j * chroma_stride;
      convert_chroma_row(top, yuv.u.data() + at, yuv.v.data() + at, yuv.width);
      convert_chroma_row(bottom, yuv.u.data() + at + chroma_stride,
                         yuv.v.data() + at + chroma_stride, yuv.width);
    }
  }
}

}  // namespace heatreel::video::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace heatreel::video {

YuvPicture::YuvPicture(int picture_width, int picture_height, PixelFormat pixel_format)
    : width(picture_width), height(picture_height), format(pixel_format) {
  HEATREEL_REQUIRE(width > 0 && width % 2 == 0 && height > 0 && height % 2 == 0);
  const std::size_t luma_size = static_cast<std::size_t>(width) * static_cast<std::size_t>(height);
  const std::size_t chroma_size = format == PixelFormat::yuv420p ? luma_size / 4 : luma_size;
  y.assign(luma_size, 16);
  u.assign(chroma_size, 128);
  v.assign(chroma_size, 128);
}

HWY_EXPORT(convert_rows);

void convert(const render::Picture& picture, YuvPicture& yuv) {
  HEATREEL_REQUIRE(picture.width == yuv.width && picture.height == yuv.height);
  HEATREEL_REQUIRE(picture.pixels.size() ==
                   picture.stride() * static_cast<std::size_t>(picture.height));
  HWY_DYNAMIC_DISPATCH(convert_rows)(picture, yuv);
}

}  // namespace heatreel::video
#endif
