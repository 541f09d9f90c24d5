// SPDX-License-Identifier: GPL-3.0-or-later
#include "logic.hpp"

#include <optional>
#include <vector>

namespace heatreel::expr {

namespace {

/// The condition x of a node 1 - x.
std::optional<NodeId> negated(const Graph& graph, NodeId id) {
  const Node& node = graph.node(id);
  if (node.op != Op::subtract) {
    return std::nullopt;
  }
  const Node& one = graph.node(node.arguments[0]);
  return one.op == Op::constant && one.value == 1.0 ? std::optional(node.arguments[1])
                                                    : std::nullopt;
}

/// 1 where a condition is 0, and 0 where it is 1.
NodeId opposite(Graph& graph, NodeId condition) {
  const auto inner = negated(graph, condition);
  return inner ? *inner : graph.subtract(graph.constant(1.0), condition);
}

/// Whether a node is 1 or 0 by its structure. Long chains are not followed to their end.
bool is_truth(const Graph& graph, NodeId root) {
  constexpr int most_nodes = 64;
  std::vector<NodeId> open{root};
  for (int seen = 0; !open.empty(); ++seen) {
    const NodeId id = open.back();
    const Node& node = graph.node(id);
    open.pop_back();
    if (seen == most_nodes) {
      return false;
    }
    if (const auto inner = negated(graph, id)) {
      open.push_back(*inner);
    } else if (node.op == Op::multiply) {
      open.insert(open.end(), {node.arguments[0], node.arguments[1]});
    } else if (node.op == Op::select) {
      open.insert(open.end(), {node.arguments[1], node.arguments[2]});
    } else if (node.op == Op::constant ? node.value != 0.0 && node.value != 1.0
                                       : node.op < Op::less || node.op > Op::equal) {
      return false;
    }
  }
  return true;
}

}  // namespace

NodeId truth(Graph& graph, NodeId node) {
  return is_truth(graph, node) ? node
                               : graph.select(node, graph.constant(1.0), graph.constant(0.0));
}

NodeId logical_not(Graph& graph, NodeId node) { return opposite(graph, truth(graph, node)); }

NodeId logical_and(Graph& graph, std::span<const NodeId> nodes) {
  NodeId result = graph.constant(1.0);
  for (const NodeId node : nodes) {
    result = graph.multiply(result, truth(graph, node));
  }
  return result;
}

NodeId logical_or(Graph& graph, std::span<const NodeId> nodes) {
  std::vector<NodeId> opposites;
  opposites.reserve(nodes.size());
  for (const NodeId node : nodes) {
    opposites.push_back(logical_not(graph, node));
  }
  return opposite(graph, logical_and(graph, opposites));
}

NodeId logical_xor(Graph& graph, std::span<const NodeId> nodes) {
  NodeId result = graph.constant(0.0);
  for (const NodeId node : nodes) {
    const NodeId same = graph.apply(Op::equal, result, truth(graph, node));
    result = graph.subtract(graph.constant(1.0), same);
  }
  return result;
}

}  // namespace heatreel::expr
