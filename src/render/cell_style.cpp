// SPDX-License-Identifier: GPL-3.0-or-later
#include "heatreel/render/cell_style.hpp"

#include <cstdlib>

namespace heatreel::render {

namespace {

/// Sum of the channels' differences: coarse, but good enough to tell "looks the same".
int distance(Rgb a, Rgb b) {
  return std::abs(a.red - b.red) + std::abs(a.green - b.green) + std::abs(a.blue - b.blue);
}

/// The colour in the middle of two.
Rgb between(Rgb a, Rgb b) {
  const auto middle = [](std::uint8_t x, std::uint8_t y) {
    return static_cast<std::uint8_t>((x + y) / 2);
  };
  return {middle(a.red, b.red), middle(a.green, b.green), middle(a.blue, b.blue)};
}

/// Marks that are seen on a colour: light on dark and dark on light (luma of BT.709).
std::uint32_t contrast_to(std::uint32_t pixel) {
  const double red = pixel >> 16U & 0xFFU;
  const double green = pixel >> 8U & 0xFFU;
  const double blue = pixel & 0xFFU;
  const bool light = 0.2126 * red + 0.7152 * green + 0.0722 * blue > 110.0;
  return light ? Rgb{34, 34, 34}.pixel() : Rgb{240, 240, 240}.pixel();
}

}  // namespace

Rgb missing_color(const ColorMap& map, const Theme& theme) {
  constexpr int alike = 24;
  for (std::size_t i = 0; i < ColorMap::size; ++i) {
    if (distance(map[i], theme.missing) < alike) {
      return theme.missing_instead;
    }
  }
  return theme.missing;
}

CellStyle::CellStyle(const ColorMap& map, const Theme& theme, int line)
    : missing_(missing_color(map, theme).pixel()),
      resting_(between(missing_color(map, theme), theme.background).pixel()),
      mark_(contrast_to(missing_)),
      background_(theme.background.pixel()),
      dot_(theme.quiet.pixel()),
      thickness_(2 * line),
      period_(8 * line) {}

std::uint32_t CellStyle::pixel(CellClass of, std::uint32_t value_pixel, int x, int y) const {
  const auto on_line = [&](int place) {
    return (place % period_ + period_) % period_ < thickness_;
  };
  switch (of) {
    case CellClass::value:
      break;
    case CellClass::untrusted:
      return on_line(x + y) ? contrast_to(value_pixel) : value_pixel;
    case CellClass::resting:
      return resting_;
    case CellClass::undefined:
      return missing_;
    case CellClass::changing:
      return on_line(x) ? mark_ : missing_;
    case CellClass::too_few:
      return on_line(y) ? mark_ : missing_;
    case CellClass::pending:
      return on_line(x) && on_line(y) ? dot_ : background_;
    case CellClass::failed:
      return on_line(x + y) || on_line(x - y) ? mark_ : missing_;
  }
  return value_pixel;
}

void CellStyle::fill(Picture& picture, const Rect& rect, CellClass of,
                     std::uint32_t value_pixel) const {
  for (int y = rect.y; y < rect.bottom(); ++y) {
    for (int x = rect.x; x < rect.right(); ++x) {
      set_pixel(picture, x, y, pixel(of, value_pixel, x, y));
    }
  }
}

}  // namespace heatreel::render
