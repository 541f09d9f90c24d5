// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <cstdint>
#include <limits>

namespace heatreel::grid {

/// Facts about a metric in some cells that do not follow from the stored bytes.
struct Tally {
  std::int64_t missing = 0;  ///< cells that were computed well, where the metric has no value
  // Of the stored numbers, before they were rounded to the file's type; +inf and -inf if none.
  double min = std::numeric_limits<double>::infinity();
  double max = -std::numeric_limits<double>::infinity();

  bool operator==(const Tally&) const = default;
};

/// The tally of the cells of both.
inline Tally join(const Tally& a, const Tally& b) {
  return {a.missing + b.missing, std::min(a.min, b.min), std::max(a.max, b.max)};
}

}  // namespace heatreel::grid
