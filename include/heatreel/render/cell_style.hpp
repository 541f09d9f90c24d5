// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

#include "heatreel/render/canvas.hpp"
#include "heatreel/render/cell_class.hpp"
#include "heatreel/render/colormap.hpp"
#include "heatreel/render/picture.hpp"
#include "heatreel/render/theme.hpp"

namespace heatreel::render {

/// How cells of each class look: untrusted ones are hatched over their colour, those without a
/// value are flat, and pale at rest; what has not settled is ruled upright, what has too few
/// periods across; failed ones are cross-hatched and pending ones dotted. Patterns are fixed to the
/// picture, so that they continue across neighbouring cells and show at any cell size.
class CellStyle {
 public:
  /// \param line thickness of a pattern's lines is twice this
  CellStyle(const ColorMap& map, const Theme& theme, int line);

  /// \param value_pixel the colour of the cell's value, if its class has one
  std::uint32_t pixel(CellClass of, std::uint32_t value_pixel, int x, int y) const;

  void fill(Picture& picture, const Rect& rect, CellClass of, std::uint32_t value_pixel) const;

 private:
  std::uint32_t missing_;
  std::uint32_t resting_;
  std::uint32_t mark_;
  std::uint32_t background_;
  std::uint32_t dot_;
  int thickness_;
  int period_;
};

/// The colour of a cell without a value: of the theme's two, one that the map does not have.
Rgb missing_color(const ColorMap& map, const Theme& theme);

/// Writes one pixel.
inline void set_pixel(Picture& picture, int x, int y, std::uint32_t pixel) {
  std::uint8_t* p = picture.pixels.data() + static_cast<std::size_t>(y) * picture.stride() +
                    static_cast<std::size_t>(x) * 4;
  p[0] = static_cast<std::uint8_t>(pixel);
  p[1] = static_cast<std::uint8_t>(pixel >> 8U);
  p[2] = static_cast<std::uint8_t>(pixel >> 16U);
}

}  // namespace heatreel::render
