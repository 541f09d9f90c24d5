// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

#include "heatreel/expr/graph.hpp"
#include "heatreel/program/lane_lu.hpp"
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
  atan,
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
  keep,                   ///< stores a in the temporary b; has no value itself
  factorize,              ///< the program's call number a, on temporaries; has no value either
  solve,
};

/// Number of operands of an operation.
std::size_t operands(Operation operation);

/// Where an operand is: in memory, the value of an earlier instruction, one of the program's
/// constants, or a temporary row.
struct Operand {
  enum class Kind : std::uint8_t { slot, value, constant, temporary };
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

/// Work on a linear system whose numbers are in temporary rows, each system in a piece. See LaneLu.
struct Call {
  Operation operation = Operation::solve;  ///< or factorize
  std::shared_ptr<const LaneLu> system;
  std::uint32_t matrix = 0;  ///< the first of its rows
  std::uint32_t vector = 0;  ///< of the right side and solution; to factorize, of the scale
  std::uint32_t growth = 0;  ///< to factorize: the row for the growth
};

/// Straight-line code. Instruction i defines value i. An output may overwrite a slot that the
/// program reads: all reads see the number from before.
struct Program {
  std::vector<Instruction> instructions;
  std::vector<Output> outputs;
  std::vector<double> constants;
  std::vector<Call> calls;
  std::uint32_t temporaries = 0;  ///< rows that live as long as one run
  /// What follows on the same temporaries and constants, unless a temporary, the condition, is 0 in
  /// all lanes of a vector. Where it is 0 in one of several lanes, that lane does not change.
  std::shared_ptr<const Program> rare = nullptr;
  std::uint32_t condition = 0;
};

/// What a program does before a call.
struct Stage {
  std::vector<std::pair<std::uint32_t, expr::NodeId>> keeps;  ///< a temporary, and what it receives
  Call call;
};

/// Calls that a program makes, in their order.
struct Stages {
  std::vector<Stage> list;
  /// Inputs of the graph that stand for temporaries. They are read only after the last call that
  /// changes them.
  std::unordered_map<expr::NodeId, std::uint32_t> temporaries;
  std::uint32_t rows = 0;  ///< how many temporaries there are
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

/// Assignments that leave their targets as they are in lanes where a condition is 0.
struct Rarely {
  expr::NodeId condition = 0;
  std::vector<Assignment> assignments;
};

/// Compiles assignments, which happen all at once: values are those before any of them. Dead code
/// is left out; products that are used once, by a sum or a difference, are fused with it.
/// Stops as the graph does.
/// \param known nodes whose slots hold their numbers already (besides all inputs)
/// \param slots gains the targets that are not there yet; inputs must be there
/// \param stages calls whose results the assignments read, by inputs that stand for them
/// \param rarely assignments that happen at the same time as the others, and win over them
Program compile(expr::Graph& graph, std::span<const Assignment> assignments,
                const std::unordered_set<expr::NodeId>& known, SlotTable& slots,
                const Stages& stages = {}, const Rarely& rarely = {});

}  // namespace heatreel::program
