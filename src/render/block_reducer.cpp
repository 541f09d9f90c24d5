// SPDX-License-Identifier: GPL-3.0-or-later
#include "heatreel/render/block_reducer.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "heatreel/base/contract.hpp"

namespace heatreel::render {

namespace {

/// What a reduction begins with.
double neutral(Reduction reduction) {
  constexpr double infinity = std::numeric_limits<double>::infinity();
  switch (reduction) {
    case Reduction::max:
      return -infinity;
    case Reduction::min:
      return infinity;
    case Reduction::mean:
      break;
  }
  return 0.0;
}

/// \param part weight of `value` in a mean
double combine(Reduction reduction, double so_far, double value, double part) {
  switch (reduction) {
    case Reduction::max:
      return std::max(so_far, value);
    case Reduction::min:
      return std::min(so_far, value);
    case Reduction::mean:
      break;
  }
  return so_far + part * value;
}

}  // namespace

BlockReducer::BlockReducer(const CellBlocks& x, const CellBlocks& y, Reduction reduction)
    : x_(x),
      y_(y),
      reduction_(reduction),
      row_values_(static_cast<std::size_t>(x.blocks)),
      row_classes_(row_values_.size()),
      values_(row_values_.size()),
      classes_(row_values_.size()) {
  for (int b = 0; b < x.blocks; ++b) {
    columns_.push_back(share_of(x, b));
  }
  begin();
}

void BlockReducer::begin() {
  next_cell_row_ = 0;
  block_row_ = 0;
  clear();
}

// In whole numbers, in units of 1/blocks cells, so that no rounding adds a neighbour to a block.
BlockReducer::Share BlockReducer::share_of(const CellBlocks& blocks, std::int64_t block) {
  const std::int64_t n = blocks.blocks;
  const std::int64_t begin = block * blocks.cells;
  const std::int64_t end = begin + blocks.cells;
  Share share;
  share.first = begin / n;
  share.last = (end + n - 1) / n - 1;
  const auto cells = [&](std::int64_t units) {
    return static_cast<double>(units) / static_cast<double>(n);
  };
  share.first_part = cells(std::min(end, (share.first + 1) * n) - begin);
  share.last_part = cells(end - share.last * n);
  share.whole = 1.0 / cells(blocks.cells);
  return share;
}

void BlockReducer::reduce_row(const CellRows& row) {
  for (std::size_t b = 0; b < columns_.size(); ++b) {
    const Share& share = columns_[b];
    double reduced = neutral(reduction_);
    CellClass gravest = CellClass::value;
    for (std::int64_t i = share.first; i <= share.last; ++i) {
      const auto cell = static_cast<std::size_t>(i);
      const auto verdict = row.verdicts.empty() ? grid::CellVerdict::none : row.verdicts[cell];
      gravest = std::max(gravest, classify(row.values[cell], row.status[cell], verdict));
      reduced = combine(reduction_, reduced, row.values[cell], share.part(i));
    }
    row_values_[b] = reduced;
    row_classes_[b] = gravest;
  }
}

void BlockReducer::clear() {
  std::fill(values_.begin(), values_.end(), neutral(reduction_));
  std::fill(classes_.begin(), classes_.end(), CellClass::value);
}

void BlockReducer::merge_row(double part) {
  for (std::size_t b = 0; b < values_.size(); ++b) {
    values_[b] = combine(reduction_, values_[b], row_values_[b], part);
    classes_[b] = std::max(classes_[b], row_classes_[b]);
  }
}

void BlockReducer::add(const CellRows& rows, const std::function<void(const BlockRow&)>& done) {
  const auto width = static_cast<std::size_t>(x_.cells);
  HEATREEL_REQUIRE(rows.values.size() == rows.status.size() && rows.values.size() % width == 0);
  for (std::size_t begin = 0; begin < rows.values.size(); begin += width, ++next_cell_row_) {
    HEATREEL_REQUIRE(next_cell_row_ < y_.cells);
    reduce_row({rows.values.subspan(begin, width), rows.status.subspan(begin, width),
                rows.verdicts.empty() ? rows.verdicts : rows.verdicts.subspan(begin, width)});
    // A row of cells that lies across an edge belongs to the rows of blocks on both sides.
    while (block_row_ < y_.blocks) {
      const Share share = share_of(y_, block_row_);
      if (next_cell_row_ < share.first) {
        break;
      }
      merge_row(share.part(next_cell_row_));
      if (next_cell_row_ < share.last) {
        break;
      }
      done({block_row_, values_, classes_});
      clear();
      ++block_row_;
    }
  }
}

}  // namespace heatreel::render
