// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cmath>
#include <cstdint>

#include "heatreel/grid/cell_status.hpp"

namespace heatreel::render {

/// How a cell is shown, from the least to the most serious class. A block of pixels that shows
/// several cells has the most serious class among them, so that a single failed cell is visible.
enum class CellClass : std::uint8_t {
  value,      ///< has the colour of its value
  untrusted,  ///< has a value that may be wrong: hatched
  undefined,  ///< was computed, but the metric has no value there
  pending,    ///< is not computed yet
  failed,     ///< its simulation failed
};
inline constexpr std::size_t cell_classes = 5;

/// What the legend calls a class.
constexpr const char* name_of(CellClass of) {
  constexpr std::array<const char*, cell_classes> names = {"", "untrusted", "no value", "pending",
                                                           "failed"};
  return names[static_cast<std::size_t>(of)];
}

constexpr bool has_value(CellClass of) { return of <= CellClass::untrusted; }

inline CellClass classify(double value, grid::CellStatus status) {
  switch (status) {
    case grid::CellStatus::ok:
      return std::isfinite(value) ? CellClass::value : CellClass::undefined;
    case grid::CellStatus::untrusted:
      return std::isfinite(value) ? CellClass::untrusted : CellClass::undefined;
    case grid::CellStatus::pending:
      return CellClass::pending;
    case grid::CellStatus::overflow:
      return std::isfinite(value) ? CellClass::value : CellClass::failed;
    default:
      return CellClass::failed;
  }
}

}  // namespace heatreel::render
