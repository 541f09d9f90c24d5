// SPDX-License-Identifier: GPL-3.0-or-later
// What the parts of the interpreter that are compiled for each SIMD target share.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "heatreel/program/program.hpp"

namespace heatreel::program {

/// A place for a row of numbers: a slot of the memory, a constant, a temporary or, as a "value", a
/// row of scratch.
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
  Row temporaries;
  std::size_t groups;  ///< to compute

  const Row& base(Place::Kind kind) const {
    switch (kind) {
      case Place::Kind::slot:
        return memory;
      case Place::Kind::value:
        return scratch;
      case Place::Kind::constant:
        return constants;
      case Place::Kind::temporary:
        break;
    }
    return temporaries;
  }

  Row at(const Place& place) const {
    const Row& rows = base(place.kind);
    return {rows.first + std::size_t{place.index} * group_lanes, rows.stride};
  }
};

}  // namespace heatreel::program
