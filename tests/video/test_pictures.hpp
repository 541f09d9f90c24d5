// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "heatreel/render/picture.hpp"

namespace heatreel::video {

struct Rgb {
  int red = 0;
  int green = 0;
  int blue = 0;
};

inline void paint(render::Picture& picture, int x, int y, Rgb colour) {
  std::uint8_t* pixel = picture.pixels.data() + static_cast<std::size_t>(y) * picture.stride() +
                        static_cast<std::size_t>(x) * 4;
  pixel[0] = static_cast<std::uint8_t>(colour.blue);
  pixel[1] = static_cast<std::uint8_t>(colour.green);
  pixel[2] = static_cast<std::uint8_t>(colour.red);
  pixel[3] = 0xa5;  // unused, so it must not matter
}

inline render::Picture flat_picture(int width, int height, Rgb colour) {
  render::Picture picture{width, height, {}};
  picture.pixels.resize(picture.stride() * static_cast<std::size_t>(height));
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < width; ++x) {
      paint(picture, x, y, colour);
    }
  }
  return picture;
}

/// Saturated colours, greys, and viridis at 0, 1/4, 1/2, 3/4 and 1.
inline const std::vector<Rgb>& block_colours() {
  static const std::vector<Rgb> colours = {
      {255, 0, 0},   {0, 255, 0},    {0, 0, 255},     {255, 255, 0},   {0, 255, 255},
      {255, 0, 255}, {0, 0, 0},      {255, 255, 255}, {128, 128, 128}, {68, 1, 84},
      {59, 82, 139}, {33, 145, 140}, {94, 201, 98},   {253, 231, 37}};
  return colours;
}

/// Colour of block (column, row) of a picture of blocks; neighbours differ.
inline Rgb block_colour(int column, int row, int shift) {
  const auto index = static_cast<std::size_t>(column * 3 + row * 5 + shift);
  return block_colours()[index % block_colours().size()];
}

/// Flat blocks of 16 × 16 pixels, all of them other ones when `shift` changes.
inline render::Picture block_picture(int width, int height, int shift) {
  render::Picture picture = flat_picture(width, height, {});
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < width; ++x) {
      paint(picture, x, y, block_colour(x / 16, y / 16, shift));
    }
  }
  return picture;
}

/// BT.709 in limited range, written down from the Recommendation in real numbers.
inline std::array<double, 3> bt709_from_rgb(Rgb colour) {
  const double red = colour.red / 255.0;
  const double green = colour.green / 255.0;
  const double blue = colour.blue / 255.0;
  const double luma = 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  return {219.0 * luma + 16.0, 224.0 * (blue - luma) / 1.8556 + 128.0,
          224.0 * (red - luma) / 1.5748 + 128.0};
}

/// Its inverse, as a player shows a sample: rounded and clipped.
inline Rgb rgb_from_bt709(int y, int u, int v) {
  const double luma = (y - 16) / 219.0;
  const double blue = luma + 1.8556 * (u - 128) / 224.0;
  const double red = luma + 1.5748 * (v - 128) / 224.0;
  const double green = (luma - 0.2126 * red - 0.0722 * blue) / 0.7152;
  const auto level = [](double value) {
    return static_cast<int>(std::lround(std::clamp(value, 0.0, 1.0) * 255.0));
  };
  return {level(red), level(green), level(blue)};
}

inline int largest_difference(Rgb a, Rgb b) {
  return std::max(
      {std::abs(a.red - b.red), std::abs(a.green - b.green), std::abs(a.blue - b.blue)});
}

}  // namespace heatreel::video
