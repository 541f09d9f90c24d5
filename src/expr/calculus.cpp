// SPDX-License-Identifier: GPL-3.0-or-later
#include "heatreel/expr/calculus.hpp"

#include <algorithm>
#include <cmath>
#include <unordered_map>
#include <unordered_set>

namespace heatreel::expr {

namespace {

using Tangent = std::optional<NodeId>;

/// Builds tangents of nodes from those of their arguments.
class Differentiator {
 public:
  explicit Differentiator(Graph& graph) : graph_(graph) {}

  void set(NodeId id, Tangent tangent) {
    if (tangent) {
      tangents_.emplace(id, *tangent);
    }
  }

  Tangent at(NodeId id) const {
    const auto found = tangents_.find(id);
    return found == tangents_.end() ? Tangent() : Tangent(found->second);
  }

  Tangent of(NodeId id) {
    const Node node = graph_.node(id);  // a copy: the graph grows
    const auto [a, b, c] = node.arguments;
    switch (arity(node.op)) {
      case 1:
        return at(a) ? unary(node.op, id, a, *at(a)) : Tangent();
      case 2:
        return at(a) || at(b) ? binary(node.op, id, a, b) : Tangent();
      case 3:
        return ternary(node.op, a, b, c);
      default:
        return {};
    }
  }

 private:
  NodeId number(double value) { return graph_.constant(value); }

  Tangent unary(Op op, NodeId id, NodeId a, NodeId da) {
    switch (op) {
      case Op::negate:
        return graph_.apply(Op::negate, da);
      case Op::abs:
        return graph_.select(graph_.less(a, number(0.0)), graph_.apply(Op::negate, da), da);
      case Op::sqrt:
        return graph_.divide(da, graph_.multiply(number(2.0), id));
      case Op::exp:
        return graph_.multiply(id, da);
      case Op::log:
        return graph_.divide(da, a);
      case Op::sin:
        return graph_.multiply(graph_.apply(Op::cos, a), da);
      case Op::cos:
        return graph_.apply(Op::negate, graph_.multiply(graph_.apply(Op::sin, a), da));
      case Op::tan:
        return graph_.multiply(graph_.add(number(1.0), graph_.multiply(id, id)), da);
      case Op::atan:
        return graph_.divide(da, graph_.add(number(1.0), graph_.multiply(a, a)));
      case Op::tanh:
        return graph_.multiply(graph_.subtract(number(1.0), graph_.multiply(id, id)), da);
      default:
        return {};  // floor
    }
  }

  Tangent binary(Op op, NodeId id, NodeId a, NodeId b) {
    switch (op) {
      case Op::add:
        return sum(at(a), at(b));
      case Op::subtract:
        return sum(at(a), negative(at(b)));
      case Op::multiply:
        return sum(product(at(a), b), product(at(b), a));
      case Op::divide:
        return quotient(sum(at(a), negative(product(at(b), id))), b);
      case Op::power:
        return power(id, a, b);
      case Op::min:
        return choice(graph_.less(a, b), at(a), at(b));
      case Op::max:
        return choice(graph_.less(b, a), at(a), at(b));
      default:
        return {};  // comparisons
    }
  }

  Tangent ternary(Op op, NodeId a, NodeId b, NodeId c) {
    if (op == Op::select) {
      return at(b) || at(c) ? choice(a, at(b), at(c)) : Tangent();
    }
    return sum(sum(product(at(a), b), product(at(b), a)), at(c));
  }

  /// d(a^b) = b·a^(b-1)·da + a^b·log(a)·db
  Tangent power(NodeId id, NodeId a, NodeId b) {
    Tangent of_base;
    if (at(a)) {
      of_base = graph_.multiply(graph_.multiply(b, power_less_one(id, a, b)), *at(a));
    }
    return sum(of_base, product(product(at(b), graph_.apply(Op::log, a)), id));
  }

  /// a^(b-1). Where b does not move, it is a^b/a, which saves a second power by logarithms; 0^(b-1)
  /// is then the same along a trajectory. Constant multiples of 1/2 need no logarithm.
  NodeId power_less_one(NodeId id, NodeId a, NodeId b) {
    const NodeId less_one = graph_.subtract(b, number(1.0));
    const double twice = 2.0 * graph_.node(b).value;
    const bool is_root = graph_.node(b).op == Op::constant && std::floor(twice) == twice;
    if (at(b) || is_root) {
      return graph_.apply(Op::power, a, less_one);
    }
    const NodeId zero = number(0.0);
    return graph_.select(graph_.apply(Op::equal, a, zero), graph_.apply(Op::power, zero, less_one),
                         graph_.divide(id, a));
  }

  Tangent negative(Tangent a) { return a ? Tangent(graph_.apply(Op::negate, *a)) : a; }

  Tangent sum(Tangent a, Tangent b) {
    if (a && b) {
      return graph_.add(*a, *b);
    }
    return a ? a : b;
  }

  Tangent product(Tangent a, NodeId factor) { return a ? Tangent(graph_.multiply(*a, factor)) : a; }

  Tangent quotient(Tangent a, NodeId divisor) {
    return a ? Tangent(graph_.divide(*a, divisor)) : a;
  }

  Tangent choice(NodeId condition, Tangent yes, Tangent no) {
    return graph_.select(condition, yes.value_or(number(0.0)), no.value_or(number(0.0)));
  }

  Graph& graph_;
  std::unordered_map<NodeId, NodeId> tangents_;
};

bool bends(Op op) {
  switch (op) {
    case Op::floor:
    case Op::less:
    case Op::less_equal:
    case Op::equal:
    case Op::abs:
    case Op::min:
    case Op::max:
      return true;
    default:
      return false;
  }
}

/// The quotients of both arguments, where both exist.
std::optional<NodeId> termwise(Graph& graph, const Node& node, NodeId factor) {
  const auto left = exact_quotient(graph, node.arguments[0], factor);
  const auto right = left ? exact_quotient(graph, node.arguments[1], factor) : left;
  return right ? std::optional(graph.apply(node.op, *left, *right)) : std::nullopt;
}

}  // namespace

std::vector<std::optional<NodeId>> derivatives(
    Graph& graph, std::span<const NodeId> roots,
    const std::map<std::string, NodeId, std::less<>>& tangents) {
  Differentiator differentiator(graph);
  for (const NodeId id : dependencies(graph, roots)) {
    if (graph.node(id).op == Op::input) {
      const auto given = tangents.find(graph.input_name(graph.node(id).input));
      differentiator.set(id, given == tangents.end() ? Tangent() : Tangent(given->second));
    } else {
      differentiator.set(id, differentiator.of(id));
    }
  }
  std::vector<std::optional<NodeId>> result;
  for (const NodeId root : roots) {
    result.push_back(differentiator.at(root));
  }
  return result;
}

std::optional<NodeId> exact_quotient(Graph& graph, NodeId node, NodeId factor) {
  if (node == factor) {
    return graph.constant(1.0);
  }
  const Node self = graph.node(node);  // a copy: the graph grows
  const auto [a, b, c] = self.arguments;
  switch (self.op) {
    case Op::constant:
      return self.value == 0.0 ? std::optional(node) : std::nullopt;
    case Op::negate: {
      const auto inner = exact_quotient(graph, a, factor);
      return inner ? std::optional(graph.apply(Op::negate, *inner)) : std::nullopt;
    }
    case Op::add:
    case Op::subtract:
      return termwise(graph, self, factor);
    case Op::multiply:
      if (const auto left = exact_quotient(graph, a, factor)) {
        return graph.multiply(*left, b);
      }
      if (const auto right = exact_quotient(graph, b, factor)) {
        return graph.multiply(a, *right);
      }
      return std::nullopt;
    case Op::divide: {
      const auto numerator = exact_quotient(graph, a, factor);
      return numerator ? std::optional(graph.divide(*numerator, b)) : std::nullopt;
    }
    default:
      return std::nullopt;
  }
}

std::optional<Op> find_kink(const Graph& graph, std::span<const NodeId> roots,
                            std::span<const std::string> inputs) {
  std::unordered_set<NodeId> varying;
  for (const NodeId id : dependencies(graph, roots)) {
    const Node& node = graph.node(id);
    bool varies = node.op == Op::input && std::find(inputs.begin(), inputs.end(),
                                                    graph.input_name(node.input)) != inputs.end();
    for (std::size_t i = 0; i < arity(node.op); ++i) {
      varies = varies || varying.contains(node.arguments[i]);
    }
    if (!varies) {
      continue;
    }
    varying.insert(id);
    if (bends(node.op) || (node.op == Op::select && varying.contains(node.arguments[0]))) {
      return node.op;
    }
  }
  return std::nullopt;
}

}  // namespace heatreel::expr
