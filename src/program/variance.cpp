// SPDX-License-Identifier: GPL-3.0-or-later
#include "heatreel/program/variance.hpp"

#include <set>

namespace heatreel::program {

using expr::Graph;
using expr::Node;
using expr::NodeId;
using expr::Op;

bool Variance::varies(NodeId node) {
  for (auto id = static_cast<NodeId>(varies_.size()); id < graph_.size(); ++id) {
    const Node& added = graph_.node(id);
    bool varying = added.op == Op::input && !fixed_.contains(id);
    for (std::size_t i = 0; i < expr::arity(added.op); ++i) {
      varying = varying || varies_[added.arguments[i]];
    }
    varies_.push_back(varying);
  }
  return varies_[node];
}

std::vector<NodeId> invariants_of(const Graph& graph, std::span<const NodeId> roots,
                                  const NodeSet& fixed) {
  Variance variance(graph, fixed);
  std::set<NodeId> invariants;
  const auto consider = [&](NodeId id) {
    if (!variance.varies(id) && expr::arity(graph.node(id).op) > 0) {
      invariants.insert(id);
    }
  };
  for (const NodeId root : roots) {
    consider(root);
  }
  for (const NodeId id : expr::dependencies(graph, roots)) {
    const Node& node = graph.node(id);
    for (std::size_t i = 0; variance.varies(id) && i < expr::arity(node.op); ++i) {
      consider(node.arguments[i]);
    }
  }
  return {invariants.begin(), invariants.end()};
}

}  // namespace heatreel::program
