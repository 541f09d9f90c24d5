// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "heatreel/program/lane_lu.hpp"

namespace heatreel::program {

/// Rows of a block, at most: their multipliers stay in the first-level cache.
inline constexpr std::uint32_t widest_block = 16;

/// How a matrix of one pattern is stored and eliminated. Rows stand in the order of elimination.
/// Consecutive rows whose entries stand in (nearly) the same columns form a block, stored as one
/// rectangle: its columns are those that any row of it needs, in the order of elimination. So all
/// arithmetic is products of small dense matrices; a full matrix is the case where every rectangle
/// is as wide as the matrix.
struct EliminationPlan {
  /// Subtracts from a block what consecutive rows of an earlier one contribute. The target's
  /// columns of those pivots are consecutive too.
  struct Update {
    std::uint32_t source;    ///< group of the first pivot of the earlier block
    std::uint32_t stride;    ///< groups from a row of it to the next
    std::uint32_t width;     ///< pivots
    std::uint32_t position;  ///< of the first pivot's column among the target's columns
    std::uint32_t count;     ///< columns of the earlier block right of its pivots
    std::uint32_t places;    ///< where in `places` the target's positions of these columns begin
  };

  struct Block {
    std::uint32_t first;     ///< row, in the order of elimination
    std::uint32_t width;     ///< rows
    std::uint32_t offset;    ///< group of the first number
    std::uint32_t stride;    ///< groups from a row to the next
    std::uint32_t length;    ///< columns
    std::uint32_t diagonal;  ///< position of the first pivot's column
    std::uint32_t columns;   ///< where in `columns` the unknowns of its columns begin
    std::uint32_t update_end;
    std::uint32_t fill_end;
  };

  std::vector<Block> blocks;
  std::vector<Update> updates;          ///< block after block
  std::vector<std::uint32_t> columns;   ///< numbers of unknowns
  std::vector<std::uint32_t> places;    ///< begins with 0, 1, 2, …: places of consecutive columns
  std::vector<std::uint32_t> fill;      ///< groups that begin as 0, block after block
  std::vector<std::uint32_t> row_of;    ///< row of each unknown, in the order of elimination
  std::vector<std::uint32_t> block_of;  ///< block of each row
  std::uint32_t groups = 0;             ///< that the blocks take

  EliminationPlan(std::size_t n, std::span<const MatrixEntry> pattern);

  /// The group of an entry. \pre it is stored
  std::uint32_t group(std::uint32_t row, std::uint32_t column) const;

  /// All rows, in the order of elimination.
  std::vector<LuRow> rows() const;

  /// Multiply–adds of one factorization.
  std::size_t operations() const;
};

}  // namespace heatreel::program
