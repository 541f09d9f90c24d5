// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cmath>
#include <cstdint>

#include "heatreel/grid/cell_status.hpp"

namespace heatreel::render {

/// What a cell is to the eye, from the least to the gravest. Where one block of pixels stands for
/// several cells, it is drawn as the gravest of them: nothing hides in a mean.
enum class CellClass : std::uint8_t {
  value,      ///< has the colour of its value
  untrusted,  ///< has a value, but not one to rely on: hatched
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
