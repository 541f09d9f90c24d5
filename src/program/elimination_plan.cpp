// SPDX-License-Identifier: GPL-3.0-or-later
#include "elimination_plan.hpp"

#include "bit_rows.hpp"
#include "elimination_order.hpp"

#include <algorithm>
#include <numeric>

#include "heatreel/base/contract.hpp"

namespace heatreel::program {

namespace {

/// Numbers that blocks may store in vain, as a share of those that rows alone would need: wide
/// blocks load less for each multiply–add.
constexpr double slack = 0.3;

/// Columns of each row's entries after elimination. Columns and rows are in the order of
/// elimination.
BitRows filled_rows(std::size_t n, std::span<const MatrixEntry> pattern,
                    const std::vector<std::uint32_t>& row_of) {
  BitRows rows(n, n);
  for (const auto [row, column] : pattern) {
    rows.insert(row_of[row], row_of[column]);
  }
  for (std::size_t i = 0; i < n; ++i) {
    rows.insert(i, i);
    for (std::size_t k = rows.next(i, 0, i); k < i; k = rows.next(i, k + 1, i)) {
      rows.merge(i, rows, k, k);
    }
  }
  return rows;
}

/// Joins consecutive rows to blocks, and gives each block the columns that elimination by blocks
/// needs.
class BlockBuilder {
 public:
  BlockBuilder(EliminationPlan& plan, const BitRows& rows, std::size_t n)
      : plan_(plan), n_(n), rows_(rows), sets_(n, n) {
    plan.block_of.resize(n);
    for (std::size_t row = 0; row < n;) {
      row += join(row);
      close();
    }
  }

  const BitRows& sets() const { return sets_; }

 private:
  /// Makes a block that begins with a row; returns how many rows it has.
  std::size_t join(std::size_t first) {
    const std::size_t number = plan_.blocks.size();
    std::size_t width = 1;
    std::size_t needed = rows_.count(first);
    sets_.copy(number, rows_, first);
    while (first + width < n_ && width < widest_block) {
      const std::size_t next = first + width;
      const std::size_t length = sets_.count_union(number, rows_, next);
      const std::size_t needed_with_next = needed + rows_.count(next);
      if (static_cast<double>(length * (width + 1)) >
          (1.0 + slack) * static_cast<double>(needed_with_next)) {
        break;
      }
      sets_.merge(number, rows_, next);
      needed = needed_with_next;
      ++width;
    }
    for (std::size_t i = first; i < first + width; ++i) {
      sets_.insert(number, i);
      plan_.block_of[i] = static_cast<std::uint32_t>(number);
    }
    EliminationPlan::Block block{};
    block.first = static_cast<std::uint32_t>(first);
    block.width = static_cast<std::uint32_t>(width);
    plan_.blocks.push_back(block);
    return width;
  }

  /// Adds to the last block's columns those of all blocks that it depends on.
  void close() {
    const std::size_t number = plan_.blocks.size() - 1;
    const std::size_t first = plan_.blocks.back().first;
    for (std::size_t k = sets_.next(number, 0, first); k < first;) {
      const std::size_t source = plan_.block_of[k];
      sets_.merge(number, sets_, source, k);
      k = sets_.next(number, plan_.blocks[source].first + plan_.blocks[source].width, first);
    }
  }

  EliminationPlan& plan_;
  std::size_t n_;
  const BitRows& rows_;
  BitRows sets_;  ///< columns of each block
};

/// Gives numbers their groups, and lists what elimination does with them.
class LayoutBuilder {
 public:
  LayoutBuilder(EliminationPlan& plan, const BitRows& sets, const BitRows& given,
                const std::vector<std::uint32_t>& order)
      : plan_(plan), sets_(sets), given_(given), order_(order), position_(order.size()) {
    plan.places.resize(order.size() + 1);
    std::iota(plan.places.begin(), plan.places.end(), 0U);
    for (std::size_t number = 0; number < plan.blocks.size(); ++number) {
      place(number);
      add_updates(number);
      add_fill(plan.blocks[number]);
    }
  }

 private:
  void place(std::size_t number) {
    EliminationPlan::Block& block = plan_.blocks[number];
    const std::size_t n = order_.size();
    block.columns = static_cast<std::uint32_t>(plan_.columns.size());
    columns_.clear();
    for (std::size_t j = sets_.next(number, 0, n); j < n; j = sets_.next(number, j + 1, n)) {
      position_[j] = static_cast<std::uint32_t>(columns_.size());
      columns_.push_back(static_cast<std::uint32_t>(j));
      plan_.columns.push_back(order_[j]);
    }
    block.length = static_cast<std::uint32_t>(columns_.size());
    block.diagonal = position_[block.first];
    // An odd stride spreads the rows of a wide block over the sets of the cache.
    block.stride = block.width < 8 ? block.length : block.length | 1U;
    block.offset = plan_.groups;
    HEATREEL_REQUIRE(std::uint64_t{plan_.groups} + std::uint64_t{block.stride} * block.width <
                     std::uint64_t{1} << 32U);
    plan_.groups += block.stride * block.width;
  }

  void add_updates(std::size_t number) {
    EliminationPlan::Block& block = plan_.blocks[number];
    for (std::uint32_t p = 0; p < block.diagonal;) {
      const std::uint32_t pivot = columns_[p];
      const EliminationPlan::Block& source = plan_.blocks[plan_.block_of[pivot]];
      const std::uint32_t skipped = pivot - source.first;
      EliminationPlan::Update update{};
      update.source = source.offset + skipped * source.stride + source.diagonal + skipped;
      update.stride = source.stride;
      update.width = source.width - skipped;
      update.position = p;
      update.count = source.length - source.diagonal - source.width;
      update.places = places_of(source);
      plan_.updates.push_back(update);
      p += update.width;
    }
    block.update_end = static_cast<std::uint32_t>(plan_.updates.size());
  }

  /// Positions, in the block at hand, of the columns right of an earlier block's pivots.
  std::uint32_t places_of(const EliminationPlan::Block& source) {
    const auto begin = static_cast<std::uint32_t>(plan_.places.size());
    for (std::uint32_t j = source.diagonal + source.width; j < source.length; ++j) {
      plan_.places.push_back(position_[plan_.row_of[plan_.columns[source.columns + j]]]);
    }
    if (begin == plan_.places.size()) {
      return 0;
    }
    const std::uint32_t first = plan_.places[begin];
    if (plan_.places.back() - first != plan_.places.size() - 1 - begin) {
      return begin;
    }
    plan_.places.resize(begin);
    return first;
  }

  void add_fill(EliminationPlan::Block& block) {
    for (std::uint32_t r = 0; r < block.width; ++r) {
      for (std::uint32_t p = 0; p < block.length; ++p) {
        if (columns_[p] != block.first + r && !given_.contains(block.first + r, columns_[p])) {
          plan_.fill.push_back(block.offset + r * block.stride + p);
        }
      }
    }
    block.fill_end = static_cast<std::uint32_t>(plan_.fill.size());
  }

  EliminationPlan& plan_;
  const BitRows& sets_;
  const BitRows& given_;
  const std::vector<std::uint32_t>& order_;
  std::vector<std::uint32_t> columns_;   ///< of the block at hand
  std::vector<std::uint32_t> position_;  ///< of a column in it
};

}  // namespace

EliminationPlan::EliminationPlan(std::size_t n, std::span<const MatrixEntry> pattern) : row_of(n) {
  const std::vector<std::uint32_t> order = elimination_order(n, pattern);
  for (std::uint32_t i = 0; i < n; ++i) {
    row_of[order[i]] = i;
  }
  BitRows given(n, n);
  for (const auto [row, column] : pattern) {
    given.insert(row_of[row], row_of[column]);
  }
  const BitRows rows = filled_rows(n, pattern, row_of);
  const BlockBuilder builder(*this, rows, n);
  LayoutBuilder(*this, builder.sets(), given, order);
}

std::uint32_t EliminationPlan::group(std::uint32_t row, std::uint32_t column) const {
  const Block& block = blocks[block_of[row_of[row]]];
  const auto begin = columns.begin() + block.columns;
  const auto found =
      std::lower_bound(begin, begin + block.length, column,
                       [this](std::uint32_t a, std::uint32_t b) { return row_of[a] < row_of[b]; });
  HEATREEL_REQUIRE(found != begin + block.length && *found == column);
  return block.offset + (row_of[row] - block.first) * block.stride +
         static_cast<std::uint32_t>(found - begin);
}

std::size_t EliminationPlan::operations() const {
  std::size_t total = 0;
  std::size_t number = 0;
  const auto add = [&](std::size_t rows, std::size_t width, std::size_t count) {
    total += rows * (width * (width + 1) / 2 + width * count);
  };
  for (const Block& block : blocks) {
    for (; number < block.update_end; ++number) {
      add(block.width, updates[number].width, updates[number].count);
    }
    for (std::uint32_t r = 1; r < block.width; ++r) {
      add(1, r, block.length - block.diagonal - r);
    }
  }
  return total;
}

}  // namespace heatreel::program
