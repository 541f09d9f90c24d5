// SPDX-License-Identifier: GPL-3.0-or-later
#include "cell_costs.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace heatreel::bench {

namespace {

constexpr double sigma = 2.0;
constexpr std::int64_t drawn_one_by_one = 64;  ///< cells of a chunk; sums of more are drawn at once
constexpr double straggler_factor = 10.0;
constexpr int ranks_per_node = 64;
constexpr double slow_speed = 1.0 / 3.0;

/// A number in (0, 1) for each key: the mixer of splitmix64 (Steele, Lea & Flood 2014).
double random(std::uint64_t key, std::uint64_t stream) {
  std::uint64_t z = (key + (stream << 56)) * 0x9e3779b97f4a7c15U + 0x9e3779b97f4a7c15U;
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9U;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebU;
  z ^= z >> 31;
  return (static_cast<double>(z >> 11) + 0.5) * 0x1p-53;
}

/// A normal variate (Box & Muller).
double normal(std::int64_t cell) {
  const auto key = static_cast<std::uint64_t>(cell);
  return std::sqrt(-2.0 * std::log(random(key, 1))) *
         std::cos(2.0 * std::numbers::pi * random(key, 2));
}

/// The cells' costs in units of their mean, added up. The sum of many is drawn from the lognormal
/// distribution with the sum's mean and variance (Fenton 1960).
double lognormal_sum(const grid::ChunkRange& range) {
  const auto size = static_cast<double>(range.size());
  if (range.size() > drawn_one_by_one) {
    const double variance = std::log1p(std::expm1(sigma * sigma) / size);
    return size * std::exp(std::sqrt(variance) * normal(range.begin) - variance / 2.0);
  }
  double sum = 0.0;
  for (grid::CellIndex cell = range.begin; cell < range.end; ++cell) {
    sum += std::exp(sigma * normal(cell) - sigma * sigma / 2.0);
  }
  return sum;
}

/// Costs of the cells before `cell`, in units of the mean, where of each `period` of cells the
/// tenth from `begin` of it on costs 10 times as much as the rest.
double dear_tenth(std::int64_t cell, std::int64_t period, double begin) {
  const double length = static_cast<double>(period);
  const double inside = static_cast<double>(cell % period);
  const double dear = std::clamp(inside - begin * length, 0.0, length / 10.0);
  return static_cast<double>(cell / period) * length + (inside + 9.0 * dear) / 1.9;
}

double in_means(const CellCosts& costs, const grid::ChunkRange& range) {
  const auto between = [&range](std::int64_t period, double begin) {
    return dear_tenth(range.end, period, begin) - dear_tenth(range.begin, period, begin);
  };
  switch (costs.kind) {
    case CostKind::uniform:
      break;
    case CostKind::lognormal:
      return lognormal_sum(range);
    case CostKind::clustered:
      return between(costs.cells_per_frame, 0.45);
    case CostKind::late:
      return between(costs.cells, 0.9);
  }
  return static_cast<double>(range.size());
}

}  // namespace

double CellCosts::seconds(const grid::ChunkRange& range) const {
  const bool straggles = random(static_cast<std::uint64_t>(range.begin), 3) < straggling;
  return mean_seconds * in_means(*this, range) * (straggles ? straggler_factor : 1.0);
}

double CellCosts::speed(int rank) const {
  return random(static_cast<std::uint64_t>(rank / ranks_per_node), 4) < slow_nodes ? slow_speed
                                                                                   : 1.0;
}

}  // namespace heatreel::bench
