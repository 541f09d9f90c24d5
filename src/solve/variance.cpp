// SPDX-License-Identifier: GPL-3.0-or-later
#include "variance.hpp"

namespace heatreel::solve {

using expr::Graph;
using expr::Node;
using expr::NodeId;
using expr::Op;

std::vector<bool> varying_nodes(const Graph& graph, const NodeSet& fixed) {
  std::vector<bool> varying(graph.size(), false);
  for (NodeId id = 0; id < varying.size(); ++id) {
    const Node& node = graph.node(id);
    varying[id] = node.op == Op::input && !fixed.contains(id);
    for (std::size_t i = 0; i < expr::arity(node.op); ++i) {
      varying[id] = varying[id] || varying[node.arguments[i]];
    }
  }
  return varying;
}

NodeSet invariants_of(const Graph& graph, std::span<const NodeId> roots, const NodeSet& fixed) {
  const std::vector<bool> varying = varying_nodes(graph, fixed);
  NodeSet invariants;
  const auto consider = [&](NodeId id) {
    if (!varying[id] && expr::arity(graph.node(id).op) > 0) {
      invariants.insert(id);
    }
  };
  for (const NodeId root : roots) {
    consider(root);
  }
  for (const NodeId id : expr::dependencies(graph, roots)) {
    const Node& node = graph.node(id);
    for (std::size_t i = 0; varying[id] && i < expr::arity(node.op); ++i) {
      consider(node.arguments[i]);
    }
  }
  return invariants;
}

}  // namespace heatreel::solve
