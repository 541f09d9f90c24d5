// SPDX-License-Identifier: GPL-3.0-or-later
#include "register_plan.hpp"

#include "instruction_order.hpp"

#include <algorithm>
#include <map>
#include <utility>

namespace heatreel::program {

namespace {

/// Elementary functions are calls, which leave nothing in registers.
bool has_calls(const Program& program) {
  return std::any_of(program.instructions.begin(), program.instructions.end(),
                     [](const Instruction& instruction) {
                       const Operation operation = instruction.operation;
                       return operation == Operation::power ||
                              (operation >= Operation::log && operation <= Operation::tanh);
                     });
}

/// The largest number of values that are alive at once.
std::uint32_t peak_values(const Program& program) {
  const std::vector<std::uint32_t> last = last_uses(program);
  std::vector<std::uint32_t> ending(last.size() + 1, 0);
  std::uint32_t alive = 0;
  std::uint32_t peak = 0;
  for (std::uint32_t i = 0; i < last.size(); ++i) {
    ++ending[last[i]];
    ++alive;
    peak = std::max(peak, alive);
    alive -= ending[i];
  }
  return peak;
}

/// Slots that are read at least twice, most reads first.
std::vector<Slot> busy_slots(const Program& program) {
  std::map<Slot, std::uint32_t> reads;
  for (const Instruction& instruction : program.instructions) {
    for (std::size_t i = 0; i < operands(instruction.operation); ++i) {
      if (instruction.operands[i].kind == Operand::Kind::slot) {
        ++reads[instruction.operands[i].index];
      }
    }
  }
  std::vector<Slot> slots;
  for (const auto& [slot, count] : reads) {
    if (count > 1) {
      slots.push_back(slot);
    }
  }
  std::stable_sort(slots.begin(), slots.end(),
                   [&](Slot a, Slot b) { return reads.at(a) > reads.at(b); });
  return slots;
}

/// An instruction a cycle, a body with enough vectors is never idle while a chain of dependent
/// instructions waits for its results. Some spilling is the lesser evil; much of it is not.
std::uint32_t vectors_at_once(const Program& program, std::uint32_t registers, std::uint32_t peak) {
  std::uint32_t vectors = 1;
  while (vectors < 4 && vectors * program.instructions.size() < critical_path(program) &&
         2 * vectors * peak <= registers + registers / 4) {
    vectors *= 2;
  }
  return vectors;
}

}  // namespace

RegisterPlan plan_registers(const Program& program, std::uint32_t registers) {
  constexpr std::uint32_t scratch = 1;  // for an operand that must be loaded
  RegisterPlan plan;
  const std::uint32_t peak = peak_values(program);
  plan.interleave = vectors_at_once(program, registers, peak);
  const std::uint32_t interleave = plan.interleave;
  const std::uint32_t taken = interleave * (peak + scratch);
  if (has_calls(program) || taken >= registers) {
    return plan;
  }
  std::uint32_t free = registers - taken;
  const std::vector<Slot> slots = busy_slots(program);
  for (const Slot slot : slots) {
    if (program.constants.contains(slot) && free > 0) {
      plan.constants.push_back(slot);
      --free;
    }
  }
  for (const Slot slot : slots) {
    if (!program.constants.contains(slot) && free >= interleave) {
      plan.inputs.push_back(slot);
      free -= interleave;
    }
  }
  return plan;
}

}  // namespace heatreel::program
