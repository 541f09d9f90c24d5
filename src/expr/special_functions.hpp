// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "heatreel/expr/graph.hpp"

/// Functions that stand on a graph's elementary operations, and so have derivatives.
namespace heatreel::expr {

/// Rounds up.
NodeId ceiling(Graph& graph, NodeId x);

/// asin and acos as arc tangents: good to a few units in the last place, also near ±1. NaN beyond.
NodeId arc_sine(Graph& graph, NodeId x);
NodeId arc_cosine(Graph& graph, NodeId x);

/// The angle of the point (x, y), from -π to π; 0 for the origin.
NodeId arc_tangent(Graph& graph, NodeId y, NodeId x);

/// Γ(x), good to 1e-13 from -1 up, and to fewer digits below, near poles above all. Γ of a constant
/// is libm's.
NodeId gamma_function(Graph& graph, NodeId x);

}  // namespace heatreel::expr
