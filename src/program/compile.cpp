// SPDX-License-Identifier: GPL-3.0-or-later
#include "exponential.hpp"
#include "instruction_order.hpp"
#include "simple_power.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include "heatreel/base/cancelled.hpp"
#include "heatreel/base/contract.hpp"
#include "heatreel/program/program.hpp"

namespace heatreel::program {

namespace {

using expr::Graph;
using expr::Node;
using expr::NodeId;
using expr::Op;

bool is_comparison(Op op) { return op == Op::less || op == Op::less_equal || op == Op::equal; }

/// Operations that a program has as they are; the others are lowered.
Operation direct_operation(Op op) {
  switch (op) {
    case Op::abs:
      return Operation::abs;
    case Op::sqrt:
      return Operation::sqrt;
    case Op::floor:
      return Operation::floor;
    case Op::log:
      return Operation::log;
    case Op::sin:
      return Operation::sin;
    case Op::cos:
      return Operation::cos;
    case Op::tan:
      return Operation::tan;
    case Op::atan:
      return Operation::atan;
    case Op::tanh:
      return Operation::tanh;
    case Op::add:
      return Operation::add;
    case Op::subtract:
      return Operation::subtract;
    case Op::multiply:
      return Operation::multiply;
    case Op::divide:
      return Operation::divide;
    case Op::power:
      return Operation::power;
    case Op::min:
      return Operation::min;
    case Op::max:
      return Operation::max;
    case Op::fused_multiply_add:
      return Operation::multiply_add;
    case Op::less:
      return Operation::select_less;
    case Op::less_equal:
      return Operation::select_less_equal;
    case Op::equal:
      return Operation::select_equal;
    case Op::constant:
    case Op::input:
    case Op::negate:
    case Op::exp:
    case Op::select:
      break;
  }
  HEATREEL_REQUIRE(false && "an operation that is lowered");
}

class Compiler {
 public:
  Compiler(Graph& graph, const std::unordered_set<NodeId>& known, SlotTable& slots)
      : graph_(graph),
        known_(known),
        slots_(slots),
        zero_(graph.constant(0.0)),
        one_(graph.constant(1.0)),
        minus_one_(graph.constant(-1.0)),
        uses_(graph.size(), 0),
        fused_(graph.size(), false),
        seen_(graph.size(), false),
        values_(graph.size(), 0) {}

  Program compile(std::span<const Assignment> assignments, const Stages& stages,
                  const Rarely& rarely) {
    stages_ = &stages;
    std::vector<NodeId> results = values_of(assignments);
    std::vector<NodeId> roots = values_of(rarely.assignments);
    if (!roots.empty()) {
      results.push_back(rarely.condition);
    }
    roots.insert(roots.end(), results.begin(), results.end());
    for (const Stage& stage : stages.list) {
      for (const auto& [row, value] : stage.keeps) {
        roots.push_back(value);
      }
    }
    count_uses(roots);
    mark_fused();
    program_.temporaries = stages.rows;
    for (const Stage& stage : stages.list) {
      emit_stage(stage);
    }
    emit_all(results);
    store(assignments);
    if (!rarely.assignments.empty()) {
      add_rare_part(rarely, assignments);
    }
    return std::move(program_);
  }

 private:
  static std::vector<NodeId> values_of(std::span<const Assignment> assignments) {
    std::vector<NodeId> values;
    for (const Assignment& assignment : assignments) {
      values.push_back(assignment.value);
    }
    return values;
  }

  void store(std::span<const Assignment> assignments) {
    for (const Assignment& assignment : assignments) {
      const Slot slot = slots_.place(assignment.target);
      program_.outputs.push_back({slot, output_value(assignment.value)});
    }
  }

  /// The rare part finds what the usual part has computed where that has stored it, and in
  /// temporaries what is stored nowhere or overwritten.
  void add_rare_part(const Rarely& rarely, std::span<const Assignment> usual_assignments) {
    const std::vector<NodeId> values = values_of(rarely.assignments);
    const std::uint32_t condition = keep(rarely.condition).index;
    std::unordered_map<NodeId, Operand> stored;
    for (const Assignment& assignment : usual_assignments) {
      stored.emplace(assignment.value, Operand{Operand::Kind::slot, slots_.at(assignment.target)});
    }
    std::unordered_map<NodeId, Operand> kept;
    for (const NodeId id : shared_with(values)) {
      const auto found = stored.find(id);
      kept.emplace(id, found != stored.end() ? found->second : keep(id));
    }
    kept_ = std::move(kept);
    Program usual = std::move(program_);
    program_ = {};
    program_.constants = usual.constants;
    program_.temporaries = usual.temporaries;
    emit_all(values);
    store(rarely.assignments);
    usual.constants = program_.constants;
    usual.condition = condition;
    usual.rare = std::make_shared<const Program>(std::move(program_));
    program_ = std::move(usual);
  }

  Operand keep(NodeId id) {
    const Operand row{Operand::Kind::temporary, program_.temporaries++};
    append(Operation::keep, {operand(id), row});
    return row;
  }

  /// What some nodes need of what is emitted already, and of slots that are overwritten.
  std::vector<NodeId> shared_with(const std::vector<NodeId>& roots) const {
    std::unordered_set<Slot> overwritten;
    for (const Output& output : program_.outputs) {
      overwritten.insert(output.slot);
    }
    std::vector<NodeId> open = roots;
    std::unordered_set<NodeId> found;
    std::vector<NodeId> shared;
    while (!open.empty()) {
      const NodeId id = open.back();
      open.pop_back();
      if (!found.insert(id).second || graph_.node(id).op == Op::constant) {
        continue;
      }
      if (computed(id) && !seen_[id]) {
        for_arguments(graph_.node(id), [&](NodeId argument) { open.push_back(argument); });
      } else if (computed(id) ||
                 (!stages_->temporaries.contains(id) && overwritten.contains(slots_.at(id)))) {
        shared.push_back(id);
      }
    }
    std::sort(shared.begin(), shared.end());
    return shared;
  }

  /// Whether an instruction must compute the node; otherwise its slot holds it.
  bool computed(NodeId id) const {
    const Op op = graph_.node(id).op;
    return op != Op::constant && op != Op::input && !known_.contains(id) && !kept_.contains(id);
  }

  /// The comparison that a select can take in, if its condition is one.
  const Node* comparison_of(const Node& select) const {
    const NodeId condition = select.arguments[0];
    const bool fusible = computed(condition) && is_comparison(graph_.node(condition).op);
    return fusible ? &graph_.node(condition) : nullptr;
  }

  void count_uses(const std::vector<NodeId>& roots) {
    for (const NodeId root : roots) {
      ++uses_[root];
    }
    // Users have larger ids than what they use.
    for (auto id = static_cast<NodeId>(uses_.size()); id-- > 0;) {
      if (uses_[id] > 0 && computed(id)) {
        count_arguments(graph_.node(id));
      }
    }
  }

  void count_arguments(const Node& node) {
    for_arguments(node, [this](NodeId argument) { ++uses_[argument]; });
  }

  /// Calls visit for what the node's instruction reads.
  template <class Visit>
  void for_arguments(const Node& node, const Visit& visit) const {
    std::size_t first = 0;
    if (const Node* comparison = node.op == Op::select ? comparison_of(node) : nullptr) {
      visit(comparison->arguments[0]);
      visit(comparison->arguments[1]);
      first = 1;
    }
    for (std::size_t i = first; i < expr::arity(node.op); ++i) {
      visit(node.arguments[i]);
    }
  }

  /// Emits what some nodes need and is not there yet, in the order of the ids.
  void emit_all(const std::vector<NodeId>& roots) {
    std::vector<NodeId> open;
    std::vector<NodeId> found;
    const auto visit = [&](NodeId id) {
      if (computed(id) && !seen_[id]) {
        seen_[id] = true;
        open.push_back(id);
      }
    };
    for (const NodeId root : roots) {
      visit(root);
    }
    while (!open.empty()) {
      const NodeId id = open.back();
      open.pop_back();
      found.push_back(id);
      for_arguments(graph_.node(id), visit);
    }
    std::sort(found.begin(), found.end());
    for (const NodeId id : found) {
      if (!fused_[id]) {
        emit(id);
      }
    }
  }

  void emit_stage(const Stage& stage) {
    std::vector<NodeId> roots;
    for (const auto& [row, value] : stage.keeps) {
      roots.push_back(value);
    }
    emit_all(roots);
    for (const auto& [row, value] : stage.keeps) {
      append(Operation::keep, {operand(value), {Operand::Kind::temporary, row}});
    }
    const auto number = static_cast<std::uint32_t>(program_.calls.size());
    program_.calls.push_back(stage.call);
    append(stage.call.operation, {Operand{Operand::Kind::temporary, number}});
  }

  /// The argument of a sum or difference that is a product of its own, or nothing.
  const NodeId* fusible_product(const Node& node) const {
    if (node.op != Op::add && node.op != Op::subtract) {
      return nullptr;
    }
    for (std::size_t i = 0; i < 2; ++i) {
      const NodeId argument = node.arguments[i];
      if (uses_[argument] == 1 && computed(argument) && graph_.node(argument).op == Op::multiply) {
        return &node.arguments[i];
      }
    }
    return nullptr;
  }

  void mark_fused() {
    for (NodeId id = 0; id < uses_.size(); ++id) {
      if (uses_[id] > 0 && computed(id)) {
        if (const NodeId* product = fusible_product(graph_.node(id))) {
          fused_[*product] = true;
        }
      }
    }
  }

  Operand operand(NodeId id) {
    if (computed(id)) {
      return {Operand::Kind::value, values_[id]};
    }
    if (const auto found = kept_.find(id); found != kept_.end()) {
      return found->second;
    }
    if (const auto found = stages_->temporaries.find(id); found != stages_->temporaries.end()) {
      return {Operand::Kind::temporary, found->second};
    }
    if (graph_.node(id).op != Op::constant) {
      return {Operand::Kind::slot, slots_.at(id)};
    }
    const auto [entry, added] =
        constants_.emplace(id, static_cast<std::uint32_t>(program_.constants.size()));
    if (added) {
      program_.constants.push_back(graph_.node(id).value);
    }
    return {Operand::Kind::constant, entry->second};
  }

  std::uint32_t append(Operation operation, std::array<Operand, 4> operands) {
    program_.instructions.push_back({operation, operands});
    return static_cast<std::uint32_t>(program_.instructions.size() - 1);
  }

  void emit(NodeId id) {
    base::throw_if_stopped(graph_.stop());
    const Node node = graph_.node(id);  // a copy, since constants may be added
    if (node.op == Op::negate) {
      values_[id] = append(Operation::multiply, {operand(node.arguments[0]), operand(minus_one_)});
    } else if (node.op == Op::exp) {
      values_[id] = append_exponential(sink(), operand(node.arguments[0])).index;
    } else if (const auto exponent = simple_exponent(node)) {
      values_[id] = append_simple_power(sink(), operand(node.arguments[0]), *exponent).index;
    } else if (node.op == Op::select) {
      values_[id] = emit_select(node);
    } else if (is_comparison(node.op)) {
      values_[id] = emit_comparison(node, operand(one_), operand(zero_));
    } else if (const NodeId* product = fusible_product(node)) {
      values_[id] = emit_fused(node, product == node.arguments.data());
    } else {
      std::array<Operand, 4> operands{};
      for (std::size_t i = 0; i < expr::arity(node.op); ++i) {
        operands[i] = operand(node.arguments[i]);
      }
      values_[id] = append(direct_operation(node.op), operands);
    }
  }

  InstructionSink sink() {
    return {[this](Operation operation, std::array<Operand, 4> operands) {
              return Operand{Operand::Kind::value, append(operation, operands)};
            },
            [this](double value) { return operand(graph_.constant(value)); }};
  }

  /// The exponent of a power that needs no logarithm.
  std::optional<double> simple_exponent(const Node& node) const {
    if (node.op != Op::power || graph_.node(node.arguments[1]).op != Op::constant) {
      return std::nullopt;
    }
    const double exponent = graph_.node(node.arguments[1]).value;
    return is_simple_exponent(exponent) ? std::optional(exponent) : std::nullopt;
  }

  std::uint32_t emit_comparison(const Node& node, Operand yes, Operand no) {
    return append(direct_operation(node.op),
                  {operand(node.arguments[0]), operand(node.arguments[1]), yes, no});
  }

  std::uint32_t emit_select(const Node& node) {
    const Operand yes = operand(node.arguments[1]);
    const Operand no = operand(node.arguments[2]);
    if (const Node* comparison = comparison_of(node)) {
      return emit_comparison(*comparison, yes, no);
    }
    return append(Operation::select_not_equal,
                  {operand(node.arguments[0]), operand(zero_), yes, no});
  }

  std::uint32_t emit_fused(const Node& node, bool product_first) {
    const Node& product = graph_.node(node.arguments[product_first ? 0 : 1]);
    const NodeId rest = node.arguments[product_first ? 1 : 0];
    const Operation difference =
        product_first ? Operation::multiply_subtract : Operation::negative_multiply_add;
    return append(node.op == Op::add ? Operation::multiply_add : difference,
                  {operand(product.arguments[0]), operand(product.arguments[1]), operand(rest)});
  }

  /// Outputs are values of instructions, so that all are stored after all were read.
  std::uint32_t output_value(NodeId id) {
    const Operand source = operand(id);
    return source.kind == Operand::Kind::value ? source.index : append(Operation::copy, {source});
  }

  Graph& graph_;
  const std::unordered_set<NodeId>& known_;
  SlotTable& slots_;
  const Stages* stages_ = nullptr;
  NodeId zero_;
  NodeId one_;
  NodeId minus_one_;
  std::vector<std::uint32_t> uses_;    ///< of each node, by instructions and outputs
  std::vector<bool> fused_;            ///< products that belong to a sum's instruction
  std::vector<bool> seen_;             ///< emitted, or about to be
  std::vector<std::uint32_t> values_;  ///< number of the instruction of each computed node
  std::unordered_map<NodeId, std::uint32_t> constants_;
  std::unordered_map<NodeId, Operand> kept_;  ///< where the rare part finds what it shares
  Program program_;
};

}  // namespace

Program compile(Graph& graph, std::span<const Assignment> assignments,
                const std::unordered_set<NodeId>& known, SlotTable& slots, const Stages& stages,
                const Rarely& rarely) {
  Program program = Compiler(graph, known, slots).compile(assignments, stages, rarely);
  if (program.rare) {
    program.rare = std::make_shared<const Program>(reordered(*program.rare));
  }
  return program.calls.empty() ? reordered(program) : program;
}

}  // namespace heatreel::program
