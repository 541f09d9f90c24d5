// SPDX-License-Identifier: GPL-3.0-or-later
// What the parts of the interpreter that are compiled for each SIMD target share.
#pragma once

#include "program.hpp"

#include <array>
#include <cstddef>
#include <cstdint>

namespace heatreel::solve {

/// A program's instruction whose values have been given rows of scratch, to be used again when
/// nothing needs the value any more.
struct Step {
  Operation operation = Operation::copy;
  std::array<Operand, 4> operands{};  ///< a value's index is its row of scratch
  std::uint32_t result = 0;           ///< row of scratch
};

/// Memory and scratch of a run: rows of `lanes` doubles, aligned to 64 bytes.
struct Rows {
  double* memory;
  double* scratch;

  double* at(const Operand& operand) const {
    double* const base = operand.kind == Operand::Kind::slot ? memory : scratch;
    return base + std::size_t{operand.index} * lanes;
  }
};

}  // namespace heatreel::solve
