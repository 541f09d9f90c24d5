// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "program.hpp"

#include <cstdint>
#include <vector>

namespace heatreel::solve {

/// Slots that machine code keeps in registers, because it reads them more than once; the others
/// are operands in memory.
struct RegisterPlan {
  std::vector<Slot> constants;  ///< loaded before the loop over vectors
  std::vector<Slot> inputs;     ///< loaded at the beginning of the loop's body
};

/// Shares out the registers that a program's own values leave free: to constants first, then to
/// the inputs that are read most.
/// \param interleave vectors that the loop's body works on at once
RegisterPlan plan_registers(const Program& program, std::uint32_t registers,
                            std::uint32_t interleave);

}  // namespace heatreel::solve
