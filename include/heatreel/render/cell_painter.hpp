// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "heatreel/render/block_reducer.hpp"
#include "heatreel/render/canvas.hpp"
#include "heatreel/render/cell_blocks.hpp"
#include "heatreel/render/cell_style.hpp"
#include "heatreel/render/colormap.hpp"
#include "heatreel/render/picture.hpp"
#include "heatreel/render/value_scale.hpp"

namespace heatreel::render {

/// Which classes of cells a frame has.
using ClassesSeen = std::array<bool, cell_classes>;

/// Colours the blocks of a frame, row by row.
class CellPainter {
 public:
  /// \param plot where to; its size is x.extent() × y.extent(); block row 0 is at the bottom
  CellPainter(const ValueScale& scale, const ColorMap& map, const CellStyle& style,
              const Rect& plot, const CellBlocks& x, const CellBlocks& y);

  void set_scale(const ValueScale& scale) { scale_ = scale; }

  /// Marks in `seen` what the row holds.
  void paint(const BlockRow& row, Picture& picture, ClassesSeen& seen);

 private:
  ValueScale scale_;
  std::array<std::uint32_t, ColorMap::size> colors_ = {};
  CellStyle style_;
  Rect plot_;
  CellBlocks x_;
  CellBlocks y_;
  std::vector<std::uint32_t> line_;  ///< one row of pixels
};

}  // namespace heatreel::render
