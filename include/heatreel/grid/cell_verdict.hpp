// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace heatreel::grid {

/// What kind of answer a cell has; stored as int8 in the file's `verdict`. docs/numerics.md defines
/// each. The graver one of two has the larger value: it is that of a cell with several quantities.
enum class CellVerdict : std::int8_t {
  none = 0,  ///< not computed, or not to its end
  at_rest = 1,
  periodic = 2,
  irregular = 3,
  too_few_periods = 4,  ///< in the tail, for the metrics or to tell
  still_changing = 5,   ///< had not settled at the tail's beginning
  diverges = 6,
};

/// CF flag_meanings, in the order of the values.
inline constexpr std::array<const char*, 7> cell_verdict_names = {
    "none", "at_rest", "periodic", "irregular", "too_few_periods", "still_changing", "diverges"};

/// The verdict of the largest value.
inline constexpr CellVerdict last_cell_verdict = CellVerdict::diverges;
static_assert(static_cast<std::size_t>(last_cell_verdict) + 1 == cell_verdict_names.size());

}  // namespace heatreel::grid
