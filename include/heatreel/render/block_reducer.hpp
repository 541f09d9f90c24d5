// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "heatreel/grid/cell_status.hpp"
#include "heatreel/render/cell_blocks.hpp"
#include "heatreel/render/cell_class.hpp"

namespace heatreel::render {

/// The value of a block of several cells. The mean weights each cell by its area in the block.
enum class Reduction { mean, max, min };

/// One or several consecutive rows of a frame's cells, j rising.
struct CellRows {
  std::span<const double> values;
  std::span<const grid::CellStatus> status;
  std::span<const grid::CellVerdict> verdicts =
      {};  ///< {} where they are no reason to lack a value
};

/// One row of blocks. Only a block whose class has a value has one; the number of others means
/// nothing.
struct BlockRow {
  int row = 0;  ///< from the bottom
  std::span<const double> values;
  std::span<const CellClass> classes;
};

/// Turns the rows of a frame into rows of blocks, one after the other. It holds one row of blocks
/// for a frame of any size.
class BlockReducer {
 public:
  BlockReducer(const CellBlocks& x, const CellBlocks& y, Reduction reduction);

  /// To be called before the first row of a frame.
  void begin();

  /// Takes the next rows and hands out each row of blocks that they complete.
  void add(const CellRows& rows, const std::function<void(const BlockRow&)>& done);

 private:
  /// The cells [first, last] that a block covers. The outer ones may be covered in part.
  struct Share {
    std::int64_t first = 0;
    std::int64_t last = 0;
    double first_part = 1.0;
    double last_part = 1.0;
    double whole = 1.0;  ///< part of the block that a whole cell is; outer cells count less
    /// Part of the block's width that one cell makes up.
    double part(std::int64_t cell) const {
      return (cell == first ? first_part : cell == last ? last_part : 1.0) * whole;
    }
  };
  static Share share_of(const CellBlocks& blocks, std::int64_t block);

  void reduce_row(const CellRows& row);
  void clear();
  void merge_row(double part);

  CellBlocks x_;
  CellBlocks y_;
  Reduction reduction_;
  std::vector<Share> columns_;
  std::vector<double> row_values_;  ///< of one row of cells, reduced along x
  std::vector<CellClass> row_classes_;
  std::vector<double> values_;  ///< of the row of blocks that is under way
  std::vector<CellClass> classes_;
  std::int64_t next_cell_row_ = 0;
  int block_row_ = 0;
};

}  // namespace heatreel::render
