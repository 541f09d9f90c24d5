// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <span>

#include "heatreel/expr/graph.hpp"

/// Logic over numbers: what is not 0 is true, NaN included. Results are 1 or 0. Nothing but
/// arithmetic is added to conditions that are 1 or 0 already.
namespace heatreel::expr {

/// 1 if the node is not 0.
NodeId truth(Graph& graph, NodeId node);

NodeId logical_not(Graph& graph, NodeId node);

/// 1 if all are true; 1 if there is none.
NodeId logical_and(Graph& graph, std::span<const NodeId> nodes);

/// 1 if one or more are true.
NodeId logical_or(Graph& graph, std::span<const NodeId> nodes);

/// 1 if an odd number of them are true.
NodeId logical_xor(Graph& graph, std::span<const NodeId> nodes);

}  // namespace heatreel::expr
