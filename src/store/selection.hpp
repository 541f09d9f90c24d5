// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "handle.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "heatreel/store/frame_slab.hpp"

namespace heatreel::store {

/// A box of a t × y × x dataset.
struct Box {
  std::array<hsize_t, 3> start;
  std::array<hsize_t, 3> count;
  std::int64_t cells() const { return static_cast<std::int64_t>(count[0] * count[1] * count[2]); }
};

/// The largest box that begins at cell `begin`, ends before `end` and is contiguous in the file:
/// part of a row, whole rows of a frame, or whole frames.
Box leading_box(grid::CellIndex begin, grid::CellIndex end, const grid::ParameterGrid& grid);

/// A run of a slab's cells.
struct Piece {
  const FrameSlab* slab = nullptr;
  std::int64_t offset = 0;  ///< first cell, counted from the slab's first
  std::int64_t cells = 0;

  grid::CellIndex begin() const { return slab->range().begin + offset; }
  grid::CellIndex end() const { return begin() + cells; }
};

/// What one rank gives to one collective write of each variable, in the file's order.
using Round = std::vector<Piece>;

/// Cells of a round.
std::int64_t cell_count(const Round& round);

/// Shares the slabs out to as few rounds as possible, each of at most `cell_limit` cells and
/// `piece_limit` pieces. The slabs must not overlap.
std::vector<Round> plan_rounds(std::span<const FrameSlab> slabs, std::int64_t cell_limit,
                               std::size_t piece_limit);

/// The round's cells in a t × y × x dataset; nothing selected if it has none.
Handle file_space(const Round& round, const grid::ParameterGrid& grid, const std::string& path);

/// The same number of cells in a row; nothing selected if there are none.
Handle memory_space(std::int64_t cells, const std::string& path);

}  // namespace heatreel::store
