// SPDX-License-Identifier: GPL-3.0-or-later
#include "heatreel/video/color_convert.hpp"

#include <cstddef>

#include "heatreel/base/contract.hpp"

namespace heatreel::video {

namespace {

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

// All arithmetic is in unsigned 16-bit numbers with 8 fractional bits, so that eight samples fit a
// register of plain SSE2 and the compiler vectorises the loops. Differences wrap around, the sums
// they end in do not.
using Fixed = std::uint16_t;

/// `value` in 0…1 with 16 fractional bits, rounded to nearest (std::lround is not constexpr).
constexpr Fixed factor(double value) {
  const double raised = value * 65536.0 + 0.5;
  return static_cast<Fixed>(raised);
}

/// value × factor, rounded down: half a unit (1/512 level) too small on average.
constexpr Fixed scaled(Fixed value, Fixed by) {
  return static_cast<Fixed>((static_cast<std::uint32_t>(value) * by) >> 16);
}

// Offsets hold half a level for rounding, and make good what scaled() loses on average.
constexpr Fixed luma_offset = (16 << 8) + 128 + 1;
constexpr Fixed chroma_offset = (128 << 8) + 128;

constexpr std::uint8_t luma(Fixed red, Fixed green, Fixed blue) {
  const Fixed sum = scaled(red, factor(kr * luma_scale)) + scaled(green, factor(kg * luma_scale)) +
                    scaled(blue, factor(kb * luma_scale)) + luma_offset;
  return static_cast<std::uint8_t>(sum >> 8);
}

constexpr std::uint8_t blue_difference(Fixed red, Fixed green, Fixed blue) {
  const Fixed sum = scaled(blue, factor((1.0 - kb) * cb_scale)) -
                    scaled(red, factor(kr * cb_scale)) - scaled(green, factor(kg * cb_scale)) +
                    chroma_offset;
  return static_cast<std::uint8_t>(sum >> 8);
}

constexpr std::uint8_t red_difference(Fixed red, Fixed green, Fixed blue) {
  const Fixed sum = scaled(red, factor((1.0 - kr) * cr_scale)) -
                    scaled(green, factor(kg * cr_scale)) - scaled(blue, factor(kb * cr_scale)) +
                    chroma_offset;
  return static_cast<std::uint8_t>(sum >> 8);
}

/// One channel (0 blue, 1 green, 2 red) of pixel x of a row.
constexpr Fixed channel(const std::uint8_t* row, int x, int which) {
  return static_cast<Fixed>(row[4 * x + which] << 8);
}

/// Mean of one channel over pixels 2x and 2x + 1 of two rows.
constexpr Fixed mean_of_four(const std::uint8_t* top, const std::uint8_t* bottom, int x,
                             int which) {
  const int left = 8 * x + which;
  const int right = left + 4;
  return static_cast<Fixed>((top[left] + top[right] + bottom[left] + bottom[right]) << 6);
}

void convert_luma_row(const std::uint8_t* __restrict row, std::uint8_t* __restrict y, int width) {
  for (int x = 0; x < width; ++x) {
    y[x] = luma(channel(row, x, 2), channel(row, x, 1), channel(row, x, 0));
  }
}

void convert_chroma_row(const std::uint8_t* __restrict row, std::uint8_t* __restrict u,
                        std::uint8_t* __restrict v, int width) {
  for (int x = 0; x < width; ++x) {
    const Fixed red = channel(row, x, 2);
    const Fixed green = channel(row, x, 1);
    const Fixed blue = channel(row, x, 0);
    u[x] = blue_difference(red, green, blue);
    v[x] = red_difference(red, green, blue);
  }
}

/// Two rows of pixels become one row of chroma, half as wide.
void convert_halved_chroma_row(const std::uint8_t* __restrict top,
                               const std::uint8_t* __restrict bottom, std::uint8_t* __restrict u,
                               std::uint8_t* __restrict v, int chroma_width) {
  for (int x = 0; x < chroma_width; ++x) {
    const Fixed red = mean_of_four(top, bottom, x, 2);
    const Fixed green = mean_of_four(top, bottom, x, 1);
    const Fixed blue = mean_of_four(top, bottom, x, 0);
    u[x] = blue_difference(red, green, blue);
    v[x] = red_difference(red, green, blue);
  }
}

}  // namespace

YuvPicture::YuvPicture(int picture_width, int picture_height, PixelFormat pixel_format)
    : width(picture_width), height(picture_height), format(pixel_format) {
  HEATREEL_REQUIRE(width > 0 && width % 2 == 0 && height > 0 && height % 2 == 0);
  const std::size_t luma_size = static_cast<std::size_t>(width) * static_cast<std::size_t>(height);
  const std::size_t chroma_size = format == PixelFormat::yuv420p ? luma_size / 4 : luma_size;
  y.assign(luma_size, 16);
  u.assign(chroma_size, 128);
  v.assign(chroma_size, 128);
}

void convert(const render::Picture& picture, YuvPicture& yuv) {
  const std::size_t stride = picture.stride();
  HEATREEL_REQUIRE(picture.width == yuv.width && picture.height == yuv.height);
  HEATREEL_REQUIRE(picture.pixels.size() == stride * static_cast<std::size_t>(picture.height));

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

}  // namespace heatreel::video
