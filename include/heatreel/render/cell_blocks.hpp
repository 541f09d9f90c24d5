// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

namespace heatreel::render {

/// How the n cells along one side of the heat map are drawn: as `blocks` blocks of `pixels` pixels
/// each, an even number, so that 4:2:0 chroma does not bleed across an edge. Blocks are cells,
/// unless cells would be narrower than two pixels: then a block stands for cells/blocks of them.
struct CellBlocks {
  std::int64_t cells = 1;
  int blocks = 1;
  int pixels = 2;

  /// The largest blocks within `room` ≥ 2 pixels.
  static CellBlocks fit(std::int64_t cells, int room);

  int extent() const { return blocks * pixels; }
  bool is_reduced() const { return blocks < cells; }
  /// First pixel of the block that holds the centre of a cell.
  int begin_of(std::int64_t cell) const;
};

}  // namespace heatreel::render
