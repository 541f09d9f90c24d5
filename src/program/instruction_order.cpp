// SPDX-License-Identifier: GPL-3.0-or-later
#include "instruction_order.hpp"

#include <algorithm>
#include <limits>
#include <tuple>

namespace heatreel::program {

namespace {

/// Cycles until a result can be used, roughly: as on Zen 4 and Intel cores since Skylake.
std::uint32_t latency(Operation operation) {
  switch (operation) {
    case Operation::divide:
      return 13;
    case Operation::sqrt:
      return 20;
    default:
      return operands(operation) == 1 ? 2 : 4;
  }
}

/// Greedy list scheduling: of the instructions whose operands are known, takes the one that ends
/// the most values; among equals, the one from which the longest chain of others hangs.
class Scheduler {
 public:
  explicit Scheduler(const Program& program)
      : program_(program),
        waiting_(program.instructions.size(), 0),
        readers_(program.instructions.size()),
        pending_(program.instructions.size(), 0),
        height_(program.instructions.size(), 0),
        number_(program.instructions.size(), 0) {
    for (std::uint32_t i = 0; i < waiting_.size(); ++i) {
      for (const std::uint32_t value : read_by(i)) {
        ++waiting_[i];
        ++pending_[value];
        readers_[value].push_back(i);
      }
    }
    for (auto i = static_cast<std::uint32_t>(height_.size()); i-- > 0;) {
      for (const std::uint32_t reader : readers_[i]) {
        height_[i] = std::max(height_[i], height_[reader]);
      }
      height_[i] += latency(program.instructions[i].operation);
    }
  }

  Program run() {
    Program result = program_;
    result.instructions.clear();
    result.outputs.clear();
    std::vector<std::uint32_t> ready;
    for (std::uint32_t i = 0; i < waiting_.size(); ++i) {
      if (waiting_[i] == 0) {
        ready.push_back(i);
      }
    }
    while (!ready.empty()) {
      const auto best = std::max_element(
          ready.begin(), ready.end(),
          [this](std::uint32_t a, std::uint32_t b) { return merit(a) < merit(b); });
      const std::uint32_t chosen = *best;
      ready.erase(best);
      append(chosen, result);
      for (const std::uint32_t reader : readers_[chosen]) {
        if (--waiting_[reader] == 0) {
          ready.push_back(reader);
        }
      }
    }
    for (const Output& output : program_.outputs) {
      result.outputs.push_back({output.slot, number_[output.value]});
    }
    return result;
  }

 private:
  /// Values that an instruction reads, each once.
  std::vector<std::uint32_t> read_by(std::uint32_t instruction) const {
    std::vector<std::uint32_t> values;
    const Instruction& reader = program_.instructions[instruction];
    for (std::size_t i = 0; i < operands(reader.operation); ++i) {
      const Operand& operand = reader.operands[i];
      if (operand.kind == Operand::Kind::value &&
          std::find(values.begin(), values.end(), operand.index) == values.end()) {
        values.push_back(operand.index);
      }
    }
    return values;
  }

  std::tuple<std::uint32_t, std::uint32_t, std::uint32_t> merit(std::uint32_t instruction) const {
    std::uint32_t ended = 0;
    for (const std::uint32_t value : read_by(instruction)) {
      ended += pending_[value] == 1 ? 1 : 0;
    }
    const std::uint32_t earlier = std::numeric_limits<std::uint32_t>::max() - instruction;
    return {ended, height_[instruction], earlier};
  }

  void append(std::uint32_t chosen, Program& result) {
    Instruction instruction = program_.instructions[chosen];
    for (const std::uint32_t value : read_by(chosen)) {
      --pending_[value];
    }
    for (std::size_t i = 0; i < operands(instruction.operation); ++i) {
      Operand& operand = instruction.operands[i];
      if (operand.kind == Operand::Kind::value) {
        operand.index = number_[operand.index];
      }
    }
    number_[chosen] = static_cast<std::uint32_t>(result.instructions.size());
    result.instructions.push_back(instruction);
  }

  const Program& program_;
  std::vector<std::uint32_t> waiting_;               ///< operands that are not known yet
  std::vector<std::vector<std::uint32_t>> readers_;  ///< of each value
  std::vector<std::uint32_t> pending_;               ///< readers that are still to come
  std::vector<std::uint32_t> height_;                ///< cycles from here to the end
  std::vector<std::uint32_t> number_;                ///< in the new order
};

}  // namespace

Program reordered(const Program& program) {
  // Of more instructions the processor sees too few at once for their order to matter, and the cost
  // grows with the square.
  constexpr std::size_t too_many = 1200;
  return program.instructions.size() > too_many ? program : Scheduler(program).run();
}

std::uint32_t critical_path(const Program& program) {
  std::vector<std::uint32_t> done(program.instructions.size(), 0);
  std::uint32_t longest = 0;
  for (std::uint32_t i = 0; i < done.size(); ++i) {
    const Instruction& instruction = program.instructions[i];
    for (std::size_t k = 0; k < operands(instruction.operation); ++k) {
      if (instruction.operands[k].kind == Operand::Kind::value) {
        done[i] = std::max(done[i], done[instruction.operands[k].index]);
      }
    }
    done[i] += latency(instruction.operation);
    longest = std::max(longest, done[i]);
  }
  return longest;
}

}  // namespace heatreel::program
