// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <vector>

#include "heatreel/program/program.hpp"

namespace heatreel::program {

/// How machine code uses the vector registers. Slots that it reads more than once are kept in
/// registers while there are some; the others are operands in memory.
struct RegisterPlan {
  std::uint32_t interleave = 1;  ///< vectors that the loop's body works on at once: 1, 2 or 4
  std::vector<Slot> constants;   ///< loaded before the loop over vectors
  std::vector<Slot> inputs;      ///< loaded at the beginning of the loop's body
};

/// Shares out the registers that a program's own values leave free: to constants first, then to
/// the inputs that are read most.
RegisterPlan plan_registers(const Program& program, std::uint32_t registers);

}  // namespace heatreel::program
