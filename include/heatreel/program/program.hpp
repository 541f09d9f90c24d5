// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "heatreel/expr/graph.hpp"
#include "heatreel/program/lane_memory.hpp"

namespace heatreel::program {

/// What an instruction computes; a comparison always selects: a ? b : c ? d.
enum class Operation : std::uint8_t {
  copy,
  abs,
  sqrt,
  floor,
  exponent_bits,  ///< the lowest 12 bits of the number, as sign and exponent of the result
  log,
  sin,
  cos,
  tan,
  tanh,
  add,
  subtract,
  multiply,
  divide,
  power,
  min,                    ///< a < b ? a : b
  max,                    ///< a > b ? a : b
  multiply_add,           ///< a·b + c, rounded once where the target can
  multiply_subtract,      ///< a·b - c
  negative_multiply_add,  ///< c - a·b
  select_less,            ///< a < b ? c : d
  select_less_equal,      ///< a ≤ b ? c : d
  select_equal,           ///< a = b ? c : d
  select_not_equal,       ///< a ≠ b ? c : d, true for NaN
};

/// Number of operands of an operation.
std::size_t operands(Operation operation);

/// Where an operand is: in memory, the value of an earlier instruction, or one of the program's
/// constants.
struct Operand {
  enum class Kind : std::uint8_t { slot, value, constant };
  Kind kind = Kind::slot;
  std::uint32_t index = 0;

  bool operator==(const Operand&) const = default;
};

struct Instruction {
  Operation operation = Operation::copy;
  std::array<Operand, 4> operands{};
};

struct Output {
  Slot slot = 0;
  std::uint32_t value = 0;  ///< number of the instruction
};

/// Straight-line code without branches. Instruction i defines value i. An output may overwrite a
/// slot that the program reads: all reads see the number from before.
struct Program {
  std::vector<Instruction> instructions;
  std::vector<Output> outputs;
  std::vector<double> constants;
};

/// For each instruction the outputs (by their number) that can be stored once it is done: their
/// value is known and nothing reads their slot any more.
std::vector<std::vector<std::uint32_t>> store_points(const Program& program);

/// For each value the last instruction that reads it, or the one after which it is stored plus one,
/// if that comes later.
std::vector<std::uint32_t> last_uses(const Program& program);

/// Which slot of the memory holds which node's number: inputs and hoisted invariants.
class SlotTable {
 public:
  /// The node's slot, made if it has none.
  Slot place(expr::NodeId node);

  /// The slot of a node that has one.
  Slot at(expr::NodeId node) const { return slots_.at(node); }

  std::size_t size() const { return nodes_.size(); }
  /// The node of each slot.
  const std::vector<expr::NodeId>& nodes() const { return nodes_; }

 private:
  std::unordered_map<expr::NodeId, Slot> slots_;
  std::vector<expr::NodeId> nodes_;
};

/// `target`'s slot receives `value`.
struct Assignment {
  expr::NodeId target = 0;
  expr::NodeId value = 0;
};

/// Compiles assignments, which happen all at once: values are those before any of them. Dead code
/// is left out; products that are used once, by a sum or a difference, are fused with it.
/// \param known nodes whose slots hold their numbers already (besides all inputs)
/// \param slots gains the targets that are not there yet; inputs must be there
Program compile(expr::Graph& graph, std::span<const Assignment> assignments,
                const std::unordered_set<expr::NodeId>& known, SlotTable& slots);

}  // namespace heatreel::program
