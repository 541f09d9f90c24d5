// SPDX-License-Identifier: GPL-3.0-or-later
#include "heatreel/expr/graph.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>
#include <optional>
#include <utility>

#include "heatreel/base/cancelled.hpp"
#include "heatreel/base/contract.hpp"

namespace heatreel::expr {

namespace {

bool commutative(Op op) { return op == Op::add || op == Op::multiply || op == Op::equal; }

/// Constants are compared by their bits: NaN equals itself, and 0 and -0 are two numbers.
std::uint64_t bits(double value) { return std::bit_cast<std::uint64_t>(value); }

bool same(const Node& a, const Node& b) {
  return a.op == b.op && a.arguments == b.arguments && bits(a.value) == bits(b.value) &&
         a.input == b.input;
}

/// Multiply and xor-shift, as splitmix64 does between its steps.
std::size_t mix(std::size_t seed, std::uint64_t value) {
  std::uint64_t h = (seed ^ value) * 0x9E3779B97F4A7C15ULL;
  return h ^ (h >> 29U);
}

std::size_t hash_of(const Node& node) {
  std::size_t hash = mix(static_cast<std::size_t>(node.op), bits(node.value));
  for (const NodeId argument : node.arguments) {
    hash = mix(hash, argument);
  }
  return mix(hash, node.input);
}

/// 1/divisor where x·(1/divisor) and x/divisor are the same number for every x: for powers of two.
std::optional<double> exact_reciprocal(double divisor) {
  int exponent = 0;
  const double reciprocal = 1.0 / divisor;
  if (std::fabs(std::frexp(divisor, &exponent)) != 0.5 || !std::isfinite(reciprocal)) {
    return std::nullopt;
  }
  return reciprocal;
}

}  // namespace

NodeId Graph::constant(double value) {
  Node node;
  node.value = value;
  return insert(node);
}

NodeId Graph::input(std::string_view name) {
  if (const auto known = input_nodes_.find(name); known != input_nodes_.end()) {
    return known->second;
  }
  Node node;
  node.op = Op::input;
  node.input = static_cast<std::uint32_t>(input_names_.size());
  input_names_.emplace_back(name);
  const NodeId id = insert(node);
  input_nodes_.emplace(name, id);
  return id;
}

NodeId Graph::apply(Op op, NodeId a) {
  HEATREEL_EXPECT(arity(op) == 1);
  return make(op, {a, 0, 0});
}

NodeId Graph::apply(Op op, NodeId a, NodeId b) {
  HEATREEL_EXPECT(arity(op) == 2);
  return make(op, {a, b, 0});
}

NodeId Graph::apply(Op op, NodeId a, NodeId b, NodeId c) {
  HEATREEL_EXPECT(arity(op) == 3);
  return make(op, {a, b, c});
}

bool Graph::is_constant(NodeId id, double value) const {
  return nodes_[id].op == Op::constant && nodes_[id].value == value;
}

NodeId Graph::make(Op op, std::array<NodeId, 3> arguments) {
  bool all_constant = true;
  for (std::size_t i = 0; i < arity(op); ++i) {
    HEATREEL_EXPECT(arguments[i] < nodes_.size());
    all_constant = all_constant && nodes_[arguments[i]].op == Op::constant;
  }
  // Unused arguments are node 0, which exists because every operation has at least one argument.
  const auto [a, b, c] = arguments;
  if (all_constant) {
    return constant(evaluate_op(op, nodes_[a].value, nodes_[b].value, nodes_[c].value));
  }
  if (const auto simpler = simplified(op, a, b, c)) {
    return *simpler;
  }
  if ((commutative(op) || op == Op::fused_multiply_add) && b < a) {
    std::swap(arguments[0], arguments[1]);
  }
  Node node;
  node.op = op;
  node.arguments = arguments;
  return insert(node);
}

// What is left out on purpose, because a NaN or an infinity would get lost: x·0, 0/x, x-x, x/x,
// x == x.
std::optional<NodeId> Graph::simplified(Op op, NodeId a, NodeId b, NodeId c) {
  switch (op) {
    case Op::negate:
      return nodes_[a].op == Op::negate ? std::optional(nodes_[a].arguments[0]) : std::nullopt;
    case Op::add:
      if (is_constant(b, 0.0)) {
        return a;
      }
      return is_constant(a, 0.0) ? std::optional(b) : std::nullopt;
    case Op::subtract:
      return is_constant(b, 0.0) ? std::optional(a) : std::nullopt;
    case Op::multiply:
      if (is_constant(b, 1.0)) {
        return a;
      }
      return is_constant(a, 1.0) ? std::optional(b) : std::nullopt;
    case Op::divide:
      if (nodes_[b].op == Op::constant) {
        if (const auto reciprocal = exact_reciprocal(nodes_[b].value)) {
          return multiply(a, constant(*reciprocal));
        }
      }
      return std::nullopt;
    case Op::power:
      if (is_constant(b, 0.0)) {
        return constant(1.0);  // of NaN too, see C's Annex F
      }
      return is_constant(b, 1.0) ? std::optional(a) : std::nullopt;
    case Op::min:
    case Op::max:
      return a == b ? std::optional(a) : std::nullopt;
    case Op::select:
      if (nodes_[a].op == Op::constant) {
        return nodes_[a].value != 0.0 ? b : c;
      }
      return b == c ? std::optional(b) : std::nullopt;
    default:
      return std::nullopt;
  }
}

NodeId Graph::insert(const Node& node) {
  base::throw_if_stopped(stop_);
  if (2 * nodes_.size() >= table_.size()) {
    grow_table();
  }
  const std::size_t hash = hash_of(node);
  const auto upper = static_cast<std::uint32_t>(hash >> 32U);
  std::size_t place = hash & (table_.size() - 1);
  for (; table_[place].next_id != 0; place = (place + 1) & (table_.size() - 1)) {
    const NodeId known = table_[place].next_id - 1;
    if (table_[place].hash == upper && same(nodes_[known], node)) {
      return known;
    }
  }
  HEATREEL_REQUIRE(nodes_.size() < std::numeric_limits<NodeId>::max());
  nodes_.push_back(node);
  table_[place] = {upper, static_cast<NodeId>(nodes_.size())};
  return static_cast<NodeId>(nodes_.size() - 1);
}

void Graph::grow_table() {
  table_.assign(std::max<std::size_t>(64, 2 * table_.size()), {});
  for (NodeId id = 0; id < nodes_.size(); ++id) {
    const std::size_t hash = hash_of(nodes_[id]);
    std::size_t place = hash & (table_.size() - 1);
    while (table_[place].next_id != 0) {
      place = (place + 1) & (table_.size() - 1);
    }
    table_[place] = {static_cast<std::uint32_t>(hash >> 32U), id + 1};
  }
}

}  // namespace heatreel::expr
