// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cmath>
#include <cstdint>

#include "heatreel/grid/cell_status.hpp"
#include "heatreel/grid/cell_verdict.hpp"

namespace heatreel::render {

/// How a cell is shown, from the least to the most serious class. A block of pixels that shows
/// several cells has the most serious class among them, so that a single failed cell is visible.
enum class CellClass : std::uint8_t {
  value,      ///< has the colour of its value
  untrusted,  ///< has a value that may be wrong: hatched
  resting,    ///< has no value, since it is at rest
  undefined,  ///< has no value, for another reason
  changing,   ///< has no value, since it has not settled
  too_few,    ///< has no value, since the tail holds too few periods
  pending,    ///< is not computed yet
  failed,     ///< its simulation failed
};
inline constexpr std::size_t cell_classes = 8;

/// What the legend calls a class.
constexpr const char* name_of(CellClass of) {
  constexpr std::array<const char*, cell_classes> names = {
      "",        "untrusted", "at rest", "no value", "still changing", "too few periods",
      "pending", "failed"};
  return names[static_cast<std::size_t>(of)];
}

constexpr bool has_value(CellClass of) { return of <= CellClass::untrusted; }

/// Why a cell that was computed well has no value. \param verdict none where it is no reason
constexpr CellClass class_without_value(grid::CellVerdict verdict) {
  switch (verdict) {
    case grid::CellVerdict::at_rest:
      return CellClass::resting;
    case grid::CellVerdict::still_changing:
      return CellClass::changing;
    case grid::CellVerdict::too_few_periods:
      return CellClass::too_few;
    default:
      return CellClass::undefined;
  }
}

inline CellClass classify(double value, grid::CellStatus status,
                          grid::CellVerdict verdict = grid::CellVerdict::none) {
  switch (status) {
    case grid::CellStatus::ok:
      return std::isfinite(value) ? CellClass::value : class_without_value(verdict);
    case grid::CellStatus::untrusted:
      return std::isfinite(value) ? CellClass::untrusted : class_without_value(verdict);
    case grid::CellStatus::pending:
      return CellClass::pending;
    case grid::CellStatus::overflow:
      return std::isfinite(value) ? CellClass::value : CellClass::failed;
    default:
      return CellClass::failed;
  }
}

}  // namespace heatreel::render
