// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <utility>
#include <vector>

namespace heatreel::render {

/// Finds two percentiles of a stream of any length in 1.5 MiB. It needs the stream twice: it first
/// counts the leading 16 bits of the numbers, then the next 16 bits of those numbers that share
/// them with a percentile. The result differs by at most 2^-20 of itself, and the range is never
/// narrower than that between the exact percentiles.
class Percentiles {
 public:
  /// \param low,high from 0 to 100: the p-th percentile is the smallest value that at least p % of
  ///        the finite values do not exceed
  Percentiles(double low, double high);

  /// The first pass.
  void count(std::span<const double> values);
  /// The second pass, with the same values.
  void refine(std::span<const double> values);

  /// Nothing if there was no finite value.
  std::optional<std::pair<double, double>> result() const;

 private:
  struct Histogram {
    std::vector<std::uint64_t> counts = std::vector<std::uint64_t>(std::size_t{1} << 16U);
    /// Bin of the rank-th number (from 1 on), and how many stand in the bins before.
    std::pair<std::uint32_t, std::uint64_t> find(std::uint64_t rank) const;
  };
  struct Target {
    double percent;
    std::uint64_t rank = 0;    ///< within the chosen bin
    std::uint32_t prefix = 0;  ///< the leading 16 bits
    Histogram next;
  };

  Histogram leading_;
  std::uint64_t total_ = 0;
  double least_ = std::numeric_limits<double>::infinity();
  double most_ = -least_;
  bool chosen_ = false;
  std::array<Target, 2> targets_;
};

}  // namespace heatreel::render
