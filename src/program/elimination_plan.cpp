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

/// Joins consecutive rows with nearly the same columns: how many rows each block has.
std::vector<std::uint32_t> block_widths(const BitRows& rows, std::size_t n) {
  std::vector<std::uint32_t> widths;
  for (std::size_t first = 0; first < n; first += widths.back()) {
    BitRows joined(1, n);
    joined.merge(0, rows, first);
    std::size_t needed = rows.count(first);
    widths.push_back(1);
    for (std::size_t next = first + 1; next < n && widths.back() < widest_block; ++next) {
      needed += rows.count(next);
      const std::size_t stored = joined.count_union(0, rows, next) * (widths.back() + 1);
      if (static_cast<double>(stored) > (1.0 + slack) * static_cast<double>(needed)) {
        break;
      }
      joined.merge(0, rows, next);
      ++widths.back();
    }
  }
  return widths;
}

/// Blocks of rows in some order, and the columns that elimination by blocks gives them.
struct BlockSets {
  std::vector<std::uint32_t> first;  ///< row of each block; then the number of rows
  std::vector<std::uint32_t> block_of;
  BitRows columns;

  BlockSets(const std::vector<std::uint32_t>& widths, const BitRows& rows, std::size_t n)
      : first{0}, columns(widths.size(), n) {
    for (std::uint32_t number = 0; number < widths.size(); ++number) {
      for (std::uint32_t row = first[number]; row < first[number] + widths[number]; ++row) {
        block_of.push_back(number);
        columns.merge(number, rows, row);
        columns.insert(number, row);
      }
      first.push_back(first[number] + widths[number]);
      for (std::size_t k = columns.next(number, 0, first[number]); k < first[number];) {
        columns.merge(number, columns, block_of[k], k);
        k = columns.next(number, first[block_of[k] + 1], first[number]);
      }
    }
  }

  std::uint32_t width(std::size_t number) const { return first[number + 1] - first[number]; }

  /// How many blocks must come before each one, one after the other.
  std::vector<std::uint32_t> heights() const {
    std::vector<std::uint32_t> height(columns_count(), 0);
    const std::size_t n = block_of.size();
    for (std::size_t number = 0; number < height.size(); ++number) {
      const auto after = [&](std::uint32_t later, std::uint32_t earlier) {
        height[later] = std::max(height[later], height[earlier] + 1);
      };
      const auto own = static_cast<std::uint32_t>(number);
      for (std::size_t k = columns.next(number, 0, n); k < n; k = columns.next(number, k + 1, n)) {
        if (block_of[k] < own) {
          after(own, block_of[k]);
        }
      }
      for (std::size_t k = columns.next(number, first[number + 1], n); k < n;
           k = columns.next(number, k + 1, n)) {
        after(block_of[k], own);
      }
    }
    return height;
  }

 private:
  std::size_t columns_count() const { return first.size() - 1; }
};

/// Puts blocks that do not wait for each other side by side, which lets the processor work on
/// several at once. Fill stays the same.
void interleave(std::vector<std::uint32_t>& order, std::vector<std::uint32_t>& widths,
                const BlockSets& blocks) {
  const std::vector<std::uint32_t> height = blocks.heights();
  std::vector<std::uint32_t> numbers(widths.size());
  std::iota(numbers.begin(), numbers.end(), 0U);
  std::stable_sort(numbers.begin(), numbers.end(),
                   [&](std::uint32_t a, std::uint32_t b) { return height[a] < height[b]; });
  std::vector<std::uint32_t> new_order;
  widths.clear();
  for (const std::uint32_t number : numbers) {
    const auto begin = order.begin() + blocks.first[number];
    new_order.insert(new_order.end(), begin, begin + blocks.width(number));
    widths.push_back(blocks.width(number));
  }
  order = std::move(new_order);
}

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
  std::vector<std::uint32_t> order = elimination_order(n, pattern);
  const auto number_rows = [&] {
    for (std::uint32_t i = 0; i < n; ++i) {
      row_of[order[i]] = i;
    }
  };
  number_rows();
  BitRows rows = filled_rows(n, pattern, row_of);
  std::vector<std::uint32_t> widths = block_widths(rows, n);
  interleave(order, widths, BlockSets(widths, rows, n));
  number_rows();
  rows = filled_rows(n, pattern, row_of);
  const BlockSets sets(widths, rows, n);
  for (std::size_t number = 0; number < widths.size(); ++number) {
    Block block{};
    block.first = sets.first[number];
    block.width = sets.width(number);
    blocks.push_back(block);
  }
  block_of = sets.block_of;
  BitRows given(n, n);
  for (const auto [row, column] : pattern) {
    given.insert(row_of[row], row_of[column]);
  }
  LayoutBuilder(*this, sets.columns, given, order);
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

std::vector<LuRow> EliminationPlan::rows() const {
  std::vector<LuRow> rows;
  for (const Block& block : blocks) {
    for (std::uint32_t r = 0; r < block.width; ++r) {
      LuRow& row = rows.emplace_back();
      row.unknown = columns[block.columns + block.diagonal + r];
      for (std::uint32_t p = 0; p < block.length; ++p) {
        row.columns.push_back(columns[block.columns + p]);
        row.groups.push_back(block.offset + r * block.stride + p);
      }
    }
  }
  return rows;
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
