// SPDX-License-Identifier: GPL-3.0-or-later
// What drives a model from outside: parts of its equations that depend on time alone. Error control
// cannot know of a pulse that lies between two steps' stages, so these parts are sampled over the
// whole time once a cell, and no step is longer than their bends allow.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "heatreel/expr/value.hpp"
#include "heatreel/program/program.hpp"
#include "heatreel/program/variance.hpp"

namespace heatreel::solve {

using expr::Value;

/// Samples over the whole time.
inline constexpr int forcing_samples = 1024;

/// The largest parts of `roots` that depend on time and parameters alone and are no straight lines
/// in time. \param fixed inputs that are parameters
std::vector<expr::NodeId> find_forcing(expr::Graph& graph, const std::vector<expr::NodeId>& roots,
                                       const program::NodeSet& fixed, const std::string& time);

/// The row with the length that steps may have.
Value longest_row(expr::Graph& graph);

/// Assignments that take one more sample; after all of them, longest_row() has its number.
std::vector<program::Assignment> scan_forcing(expr::Graph& graph,
                                              const std::vector<expr::NodeId>& forcing,
                                              const std::string& time, double t_end);

}  // namespace heatreel::solve
