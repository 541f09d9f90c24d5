// SPDX-License-Identifier: GPL-3.0-or-later
// What the parts of the interpreter that are compiled for each SIMD target share.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "heatreel/program/program.hpp"

namespace heatreel::program {

/// A place for a row of numbers: a slot of the memory or, as a "value", a row of scratch.
using Place = Operand;

/// A program's instruction whose values have been given places.
struct Step {
  Operation operation = Operation::copy;
  std::array<Place, 4> operands{};
  Place result;
};

/// Memory and scratch of a run: rows of `lanes` doubles, aligned to 64 bytes.
struct Rows {
  double* memory;
  double* scratch;
  std::size_t count;  ///< lanes to compute

  double* at(const Place& place) const {
    double* const base = place.kind == Place::Kind::slot ? memory : scratch;
    return base + std::size_t{place.index} * lanes;
  }
};

}  // namespace heatreel::program
