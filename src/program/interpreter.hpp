// SPDX-License-Identifier: GPL-3.0-or-later
// What the parts of the interpreter that are compiled for each SIMD target share.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "heatreel/program/program.hpp"

namespace heatreel::program {

/// A place for a row of numbers: a slot of the memory, a constant or, as a "value", a row of
/// scratch.
using Place = Operand;

/// A program's instruction whose values have been given places.
struct Step {
  Operation operation = Operation::copy;
  std::array<Place, 4> operands{};
  Place result;
};

/// A row as a loop over groups of lanes finds it.
struct Row {
  double* first = nullptr;
  std::size_t stride = 0;  ///< numbers from a group to the next; 0 if all groups are the same
};

/// Memory, scratch and constants of a run.
struct Rows {
  Row memory;
  Row scratch;
  Row constants;
  std::size_t groups;  ///< to compute

  Row at(const Place& place) const {
    const Row& base = place.kind == Place::Kind::slot    ? memory
                      : place.kind == Place::Kind::value ? scratch
                                                         : constants;
    return {base.first + std::size_t{place.index} * group_lanes, base.stride};
  }
};

}  // namespace heatreel::program
