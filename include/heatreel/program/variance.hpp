// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <span>
#include <unordered_set>
#include <vector>

#include "heatreel/expr/graph.hpp"

namespace heatreel::program {

using NodeSet = std::unordered_set<expr::NodeId>;

/// Tells which nodes of a graph can change along a trajectory: those that depend on an input that
/// is not in `fixed`. Keeps up with a graph that grows.
class Variance {
 public:
  Variance(const expr::Graph& graph, const NodeSet& fixed) : graph_(graph), fixed_(fixed) {}

  bool varies(expr::NodeId node);

 private:
  const expr::Graph& graph_;
  const NodeSet& fixed_;
  std::vector<bool> varies_;  ///< of the nodes that were there when it was last asked
};

/// The largest subexpressions of `roots` that do not vary and are more than a constant or an
/// input: what is worth computing once a cell. In the order of their ids.
std::vector<expr::NodeId> invariants_of(const expr::Graph& graph,
                                        std::span<const expr::NodeId> roots, const NodeSet& fixed);

}  // namespace heatreel::program
