// SPDX-License-Identifier: GPL-3.0-or-later
#include "heatreel/program/division.hpp"

#include <algorithm>
#include <array>
#include <functional>
#include <map>
#include <optional>

namespace heatreel::program {

namespace {

using expr::Graph;
using expr::Node;
using expr::NodeId;
using expr::Op;

/// Node of a division → what stands for it.
using DivisionRule = std::function<NodeId(NodeId numerator, NodeId divisor)>;

/// The roots with a rule applied to every division below them.
std::vector<NodeId> with_divisions(Graph& graph, std::span<const NodeId> roots,
                                   const DivisionRule& rule) {
  return expr::rewritten(
      graph, roots, [&](Op op, const std::array<NodeId, 3>& arguments) -> std::optional<NodeId> {
        return op == Op::divide ? std::optional(rule(arguments[0], arguments[1])) : std::nullopt;
      });
}

bool is_linear(Op op) {
  return op == Op::add || op == Op::subtract || op == Op::multiply || op == Op::negate ||
         op == Op::fused_multiply_add;
}

/// What is known of the nodes below some rates.
class DivisorAnalysis {
 public:
  DivisorAnalysis(const Graph& graph, std::span<const NodeId> rates, const NodeSet& fixed)
      : graph_(graph), variance_(graph, fixed), strict_(graph.size(), false) {
    for (const NodeId rate : rates) {
      strict_[rate] = true;
    }
    std::vector<NodeId> ids = expr::dependencies(graph, rates);
    std::reverse(ids.begin(), ids.end());
    for (const NodeId id : ids) {
      pass_on_strictness(id);
    }
  }

  /// Whether a number that is not finite here makes a rate not finite.
  bool strict(NodeId id) const { return strict_[id]; }

  /// Whether a divisor is a sum with a fixed addend, made of sums and products only.
  bool bounded_away_from_zero(NodeId id) {
    const Node& node = graph_.node(id);
    const bool sum = node.op == Op::add || node.op == Op::subtract;
    return sum && variance_.varies(id) && polynomial(id) &&
           (!variance_.varies(node.arguments[0]) || !variance_.varies(node.arguments[1]));
  }

 private:
  void pass_on_strictness(NodeId id) {
    const Node& node = graph_.node(id);
    if (strict_[id] && (is_linear(node.op) || node.op == Op::divide)) {
      const std::size_t count = node.op == Op::divide ? 1 : expr::arity(node.op);
      for (std::size_t i = 0; i < count; ++i) {
        strict_[node.arguments[i]] = true;
      }
    }
  }

  bool polynomial(NodeId root) {
    for (const NodeId id : expr::dependencies(graph_, std::span(&root, 1))) {
      if (variance_.varies(id) && graph_.node(id).op != Op::input &&
          !is_linear(graph_.node(id).op)) {
        return false;
      }
    }
    return true;
  }

  const Graph& graph_;
  Variance variance_;
  std::vector<bool> strict_;
};

/// Reciprocals of the divisors that are inverted; the others are left to be divided by.
using Reciprocals = std::map<NodeId, NodeId>;

Reciprocals reciprocals_of(Graph& graph, std::span<const NodeId> rates, const NodeSet& fixed) {
  DivisorAnalysis analysis(graph, rates, fixed);
  std::map<NodeId, int> divisions;  // of each divisor that may be inverted
  std::map<NodeId, bool> mergeable;
  for (const NodeId id : expr::dependencies(graph, rates)) {
    const Node& node = graph.node(id);
    if (node.op == Op::divide && analysis.bounded_away_from_zero(node.arguments[1])) {
      ++divisions[node.arguments[1]];
      mergeable[node.arguments[1]] = mergeable[node.arguments[1]] || analysis.strict(id);
    }
  }
  const NodeId one = graph.constant(1.0);
  Reciprocals reciprocals;
  const NodeId* partner = nullptr;
  for (const auto& [divisor, count] : divisions) {
    if (count > 1) {
      reciprocals[divisor] = graph.divide(one, divisor);
    }
    if (mergeable[divisor] && partner != nullptr) {
      const NodeId both = graph.divide(one, graph.multiply(*partner, divisor));
      reciprocals[*partner] = graph.multiply(divisor, both);
      reciprocals[divisor] = graph.multiply(*partner, both);
      partner = nullptr;
    } else if (mergeable[divisor]) {
      partner = &divisor;
    }
  }
  return reciprocals;
}

}  // namespace

std::vector<NodeId> with_fewer_divisions(Graph& graph, std::span<const NodeId> rates,
                                         const NodeSet& fixed) {
  const NodeId one = graph.constant(1.0);
  Variance variance(graph, fixed);
  const std::vector<NodeId> multiplied =
      with_divisions(graph, rates, [&](NodeId numerator, NodeId divisor) {
        const bool hoistable = variance.varies(numerator) && !variance.varies(divisor);
        return hoistable ? graph.multiply(numerator, graph.divide(one, divisor))
                         : graph.divide(numerator, divisor);
      });
  const Reciprocals reciprocals = reciprocals_of(graph, multiplied, fixed);
  return with_divisions(graph, multiplied, [&](NodeId numerator, NodeId divisor) {
    const auto reciprocal = reciprocals.find(divisor);
    return reciprocal == reciprocals.end() ? graph.divide(numerator, divisor)
                                           : graph.multiply(numerator, reciprocal->second);
  });
}

}  // namespace heatreel::program
