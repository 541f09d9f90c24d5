// SPDX-License-Identifier: GPL-3.0-or-later
// A tangent vector v: the difference of two solutions that are infinitely close, followed beside
// the states y by the variational equation, dv/dt = (∂f/∂y)·v, or v[n+1] = (∂f/∂y)·v[n] in a map.
// Made a unit vector after every step, its mean growth is the largest Lyapunov exponent (Benettin,
// Galgani, Giorgilli & Strelcyn, Meccanica 15, 9–20 (1980)).
#pragma once

#include <span>
#include <string>
#include <vector>

#include "heatreel/expr/value.hpp"
#include "heatreel/model/model.hpp"

namespace heatreel::solve {

/// Whether a tangent vector is followed beside the states.
enum class Tangent { none, followed };

/// Name of the input that holds the component of v along a state.
std::string tangent_name(const std::string& state);

/// (∂f/∂y)·v in the model's graph or a copy of it, for all states in their order.
std::vector<expr::NodeId> variation(expr::Graph& graph, const model::Model& model);

/// Component i of the v that a cell of n states begins with. Components are unequal and irregular,
/// so that v does not lie in a subspace that a symmetric model keeps.
double tangent_start(std::size_t i, std::size_t n);

/// The length of a tangent vector, which is the sum of its components' magnitudes: squares might
/// underflow. NaN where it is 0.
expr::Value tangent_length(std::span<const expr::Value> tangent);

}  // namespace heatreel::solve
