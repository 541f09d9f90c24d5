// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <span>
#include <string>
#include <unordered_set>
#include <vector>

#include "heatreel/expr/graph.hpp"

namespace heatreel::solve {

using NodeSet = std::unordered_set<expr::NodeId>;

/// For each node of the graph (up to its present size) whether its number can change along a
/// trajectory: whether it depends on an input that is not in `fixed`.
std::vector<bool> varying_nodes(const expr::Graph& graph, const NodeSet& fixed);

/// The largest subexpressions of `roots` that do not vary and are more than a constant or an
/// input: what is worth computing once a cell.
NodeSet invariants_of(const expr::Graph& graph, std::span<const expr::NodeId> roots,
                      const NodeSet& fixed);

}  // namespace heatreel::solve
