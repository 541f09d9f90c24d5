// SPDX-License-Identifier: GPL-3.0-or-later
#include "heatreel/program/program.hpp"

#include <algorithm>

namespace heatreel::program {

std::size_t operands(Operation operation) {
  if (operation >= Operation::factorize) {
    return 0;
  }
  if (operation <= Operation::tanh || operation == Operation::keep) {
    return 1;
  }
  if (operation <= Operation::max) {
    return 2;
  }
  return operation <= Operation::negative_multiply_add ? 3 : 4;
}

std::vector<std::vector<std::uint32_t>> store_points(const Program& program) {
  std::unordered_map<Slot, std::uint32_t> last_reads;
  for (std::uint32_t i = 0; i < program.instructions.size(); ++i) {
    const Instruction& instruction = program.instructions[i];
    for (std::size_t k = 0; k < operands(instruction.operation); ++k) {
      if (instruction.operands[k].kind == Operand::Kind::slot) {
        last_reads[instruction.operands[k].index] = i;
      }
    }
  }
  std::vector<std::vector<std::uint32_t>> points(program.instructions.size());
  for (std::uint32_t i = 0; i < program.outputs.size(); ++i) {
    const Output& output = program.outputs[i];
    const auto read = last_reads.find(output.slot);
    const std::uint32_t last_read = read == last_reads.end() ? 0 : read->second;
    points[std::max(output.value, last_read)].push_back(i);
  }
  return points;
}

std::vector<std::uint32_t> last_uses(const Program& program) {
  std::vector<std::uint32_t> last(program.instructions.size(), 0);
  for (std::uint32_t i = 0; i < program.instructions.size(); ++i) {
    const Instruction& instruction = program.instructions[i];
    for (std::size_t k = 0; k < operands(instruction.operation); ++k) {
      if (instruction.operands[k].kind == Operand::Kind::value) {
        last[instruction.operands[k].index] = i;
      }
    }
  }
  const std::vector<std::vector<std::uint32_t>> points = store_points(program);
  for (std::uint32_t i = 0; i < points.size(); ++i) {
    for (const std::uint32_t output : points[i]) {
      std::uint32_t& last_of_value = last[program.outputs[output].value];
      last_of_value = std::max(last_of_value, i + 1);
    }
  }
  return last;
}

Slot SlotTable::place(expr::NodeId node) {
  const auto [entry, added] = slots_.emplace(node, static_cast<Slot>(nodes_.size()));
  if (added) {
    nodes_.push_back(node);
  }
  return entry->second;
}

}  // namespace heatreel::program
