// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <cstdint>

namespace heatreel::grid {

/// What cells with too few periods (CellVerdict::too_few_periods) ask for.
struct Shortage {
  std::int64_t unmeasured = 0;  ///< those that have shown no period
  double t_end = 0.0;           ///< that is long enough for the others, with the same tail

  /// Adds that of other cells.
  void add(const Shortage& other) {
    unmeasured += other.unmeasured;
    t_end = std::max(t_end, other.t_end);
  }

  bool operator==(const Shortage&) const = default;
};

}  // namespace heatreel::grid
