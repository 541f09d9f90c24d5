// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <span>
#include <string>
#include <vector>

#include "heatreel/expr/graph.hpp"

namespace heatreel::solve {

/// dy/dt = f(t, y), or a map y[n+1] = f(n, y[n]), as nodes of a graph. Inputs named after the
/// states and after time stand for y and t, and are replaced wherever f is taken elsewhere.
/// The components of a tangent vector may follow the states, with equations of their own.
struct System {
  std::vector<std::string> state_names;
  std::vector<expr::NodeId> states;  ///< the inputs of these names
  std::vector<expr::NodeId> rates;
  std::vector<bool> nonnegative;  ///< by state, without a tangent vector's components
  std::string time_name;
};

/// The system's rates at the beginning of step n, t = n·h; `counter` is the node of n.
std::vector<expr::NodeId> slopes_at_step(expr::Graph& graph, const System& system,
                                         expr::NodeId counter, double h);

/// States after one step of the classic fourth-order Runge–Kutta method (Kutta 1901). States that
/// are declared non-negative are cut off at 0 in each stage and at the end, where a tangent
/// vector's component along them becomes 0; NaN stays NaN.
std::vector<expr::NodeId> runge_kutta_4(expr::Graph& graph, const System& system,
                                        expr::NodeId counter, double h);

/// States after one step of a map, cut off likewise.
std::vector<expr::NodeId> map_step(expr::Graph& graph, const System& system, expr::NodeId counter);

/// `value`, or 0 where it is below; NaN stays NaN.
expr::NodeId cut_off(expr::Graph& graph, expr::NodeId value);

}  // namespace heatreel::solve
