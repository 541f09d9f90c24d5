// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace heatreel::render {

/// A colour, 0 to 255 a channel, sRGB.
struct Rgb {
  std::uint8_t red = 0;
  std::uint8_t green = 0;
  std::uint8_t blue = 0;
  bool operator==(const Rgb&) const = default;

  /// As one pixel of a Picture.
  constexpr std::uint32_t pixel() const {
    return std::uint32_t{red} << 16U | std::uint32_t{green} << 8U | std::uint32_t{blue};
  }
};

/// A table of 256 colours, from low to high. The tables and their licences: share/colormaps.
class ColorMap {
 public:
  static constexpr std::size_t size = 256;

  /// One of colormap_names(), or one of them followed by `_r` for the reversed map.
  /// \throws base::ConfigError naming the nearest map
  static ColorMap named(std::string_view name);

  /// The map of a table of at least two colours from low to high, which are joined by straight
  /// lines: red, green and blue in each line, between commas or spaces, from 0 to 255, or from 0 to
  /// 1 if no number is larger. Lines that begin with '#' are skipped.
  /// \param source what an error calls the text, such as a file's name
  /// \throws base::ConfigError naming source and line
  static ColorMap parse(std::string_view text, std::string_view source);

  ColorMap reversed() const;

  Rgb operator[](std::size_t index) const { return colors_[index]; }

  /// The colour at a position from 0 (low) to 1 (high): each of the 256 colours covers an equal
  /// part.
  Rgb at(double position) const { return colors_[index_of(position)]; }

  /// Index of the colour at a position from 0 to 1.
  static std::size_t index_of(double position) {
    const auto index = static_cast<std::size_t>(position * double{size});
    return index < size ? index : size - 1;
  }

 private:
  std::array<Rgb, size> colors_ = {};
};

/// Names of the colour maps, without the reversed ones; the first is the default.
std::vector<std::string> colormap_names();

}  // namespace heatreel::render
