// SPDX-License-Identifier: GPL-3.0-or-later
#include "elimination_order.hpp"

#include "bit_rows.hpp"

#include <algorithm>
#include <utility>

namespace heatreel::program {

namespace {

/// Exact minimum degree on the graph of elimination, whose rows of bits are written out: some
/// thousands of unknowns take milliseconds that way, and no approximation is needed.
class MinimumDegree {
 public:
  MinimumDegree(std::size_t n, std::span<const MatrixEntry> pattern)
      : neighbours_(n, n), degree_(n), level_(n, 0), place_(n, waiting) {
    for (const auto [row, column] : pattern) {
      if (row != column) {
        neighbours_.insert(row, column);
        neighbours_.insert(column, row);
      }
    }
    for (std::size_t i = 0; i < n; ++i) {
      degree_[i] = neighbours_.count(i);
    }
    while (order_.size() < n) {
      eliminate(cheapest());
    }
  }

  /// The same elimination in an order in which an unknown follows those that it depends on as
  /// closely as can be: rows of the same structure become neighbours. Fill stays the same.
  std::vector<std::uint32_t> postorder() const {
    const std::size_t n = order_.size();
    std::vector<std::vector<std::uint32_t>> children(n + 1);  // the last: roots
    for (const std::uint32_t unknown : order_) {
      children[parent(unknown)].push_back(unknown);
    }
    std::vector<std::uint32_t> waiting_list = std::move(children[n]);
    std::vector<std::uint32_t> reversed;
    while (!waiting_list.empty()) {
      const std::uint32_t unknown = waiting_list.back();
      waiting_list.pop_back();
      reversed.push_back(unknown);
      auto& below = children[unknown];
      std::stable_sort(below.begin(), below.end(), [this](std::uint32_t a, std::uint32_t b) {
        return degree_[a] < degree_[b];  // the largest one is taken next
      });
      waiting_list.insert(waiting_list.end(), below.begin(), below.end());
    }
    std::reverse(reversed.begin(), reversed.end());
    return reversed;
  }

 private:
  static constexpr auto waiting = ~std::uint32_t{0};

  std::uint32_t cheapest() const {
    std::size_t best = place_.size();
    for (std::size_t i = 0; i < place_.size(); ++i) {
      if (place_[i] == waiting &&
          (best == place_.size() ||
           std::pair(degree_[i], level_[i]) < std::pair(degree_[best], level_[best]))) {
        best = i;
      }
    }
    return static_cast<std::uint32_t>(best);
  }

  /// Makes neighbours of all neighbours. The unknown's own row stays: those that come later.
  void eliminate(std::uint32_t unknown) {
    const std::size_t n = place_.size();
    place_[unknown] = static_cast<std::uint32_t>(order_.size());
    order_.push_back(unknown);
    for (std::size_t i = neighbours_.next(unknown, 0, n); i < n;
         i = neighbours_.next(unknown, i + 1, n)) {
      neighbours_.merge(i, neighbours_, unknown);
      neighbours_.erase(i, i);
      neighbours_.erase(i, unknown);
      degree_[i] = neighbours_.count(i);
      level_[i] = std::max(level_[i], level_[unknown] + 1);
    }
  }

  /// The first of an unknown's neighbours to be eliminated after it; n if there is none.
  std::size_t parent(std::uint32_t unknown) const {
    const std::size_t n = place_.size();
    std::size_t first = n;
    for (std::size_t i = neighbours_.next(unknown, 0, n); i < n;
         i = neighbours_.next(unknown, i + 1, n)) {
      if (first == n || place_[i] < place_[first]) {
        first = i;
      }
    }
    return first;
  }

  BitRows neighbours_;
  std::vector<std::size_t> degree_;
  std::vector<std::uint32_t> level_;  ///< eliminations that wait for each other, up to here
  std::vector<std::uint32_t> place_;  ///< in the order
  std::vector<std::uint32_t> order_;
};

}  // namespace

std::vector<std::uint32_t> elimination_order(std::size_t n, std::span<const MatrixEntry> pattern) {
  return MinimumDegree(n, pattern).postorder();
}

}  // namespace heatreel::program
