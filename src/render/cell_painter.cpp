// SPDX-License-Identifier: GPL-3.0-or-later
#include "heatreel/render/cell_painter.hpp"

#include <algorithm>
#include <cstring>

#include "heatreel/base/contract.hpp"

namespace heatreel::render {

CellPainter::CellPainter(const ValueScale& scale, const ColorMap& map, const CellStyle& style,
                         const Rect& plot, const CellBlocks& x, const CellBlocks& y)
    : scale_(scale),
      style_(style),
      plot_(plot),
      x_(x),
      y_(y),
      line_(static_cast<std::size_t>(x.extent())) {
  HEATREEL_REQUIRE(plot.width == x.extent() && plot.height == y.extent());
  for (std::size_t i = 0; i < ColorMap::size; ++i) {
    colors_[i] = map[i].pixel();
  }
}

void CellPainter::paint(const BlockRow& row, Picture& picture, ClassesSeen& seen) {
  HEATREEL_REQUIRE(static_cast<int>(row.values.size()) == x_.blocks);
  const int top = plot_.bottom() - (row.row + 1) * y_.pixels;
  auto pixel = line_.begin();
  for (std::size_t b = 0; b < row.values.size(); ++b) {
    const std::uint32_t color =
        has_value(row.classes[b])
            ? colors_[ColorMap::index_of(scale_.color(scale_.position(row.values[b])))]
            : 0;
    pixel = std::fill_n(pixel, x_.pixels, color);
  }
  for (int y = top; y < top + y_.pixels; ++y) {
    std::memcpy(picture.pixels.data() + static_cast<std::size_t>(y) * picture.stride() +
                    static_cast<std::size_t>(plot_.x) * 4,
                line_.data(), line_.size() * 4);
  }
  for (std::size_t b = 0; b < row.classes.size(); ++b) {
    const CellClass of = row.classes[b];
    seen[static_cast<std::size_t>(of)] = true;
    if (of != CellClass::value) {
      const int left = static_cast<int>(b) * x_.pixels;
      style_.fill(picture, {plot_.x + left, top, x_.pixels, y_.pixels}, of,
                  line_[static_cast<std::size_t>(left)]);
    }
  }
}

}  // namespace heatreel::render
