// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace heatreel::grid {

/// The outcome of a cell's simulation; stored as int8 in the file's `status`.
enum class CellStatus : std::int8_t {
  pending = 0,
  ok = 1,
  not_finite = 2,
  step_limit = 3,
  time_limit = 4,
  failed = 5,
  untrusted = 6,
  overflow = 7,
  endless_switching = 8,
};

/// CF flag_meanings, in the order of the values.
inline constexpr std::array<const char*, 9> cell_status_names = {
    "pending", "ok",        "not_finite", "step_limit",       "time_limit",
    "failed",  "untrusted", "overflow",   "endless_switching"};

/// The status of the largest value.
inline constexpr CellStatus last_cell_status = CellStatus::endless_switching;
static_assert(static_cast<std::size_t>(last_cell_status) + 1 == cell_status_names.size());

/// True for a cell that was computed and has no usable number, or a number that the file's type
/// cannot hold. False for an untrusted cell, which has its numbers.
constexpr bool is_failure(CellStatus status) {
  return (status >= CellStatus::not_finite && status <= CellStatus::failed) ||
         status == CellStatus::overflow || status == CellStatus::endless_switching;
}

}  // namespace heatreel::grid
