// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "heatreel/metric/metric.hpp"

namespace heatreel::metric {

/// True if one of the metrics needs a tangent vector to be followed.
bool needs_tangent(const std::vector<MetricSpec>& metrics);

/// What a step of the tail, `width` long, adds to the largest Lyapunov exponent's accumulators.
/// \param growth length of the tangent vector at the step's end, which it began with length 1
std::vector<Accumulator> lyapunov_accumulators(expr::Graph& graph, expr::NodeId growth,
                                               expr::NodeId width);

/// The exponent after the last step: mean growth of the tangent vector's logarithm by time. NaN if
/// the vector vanished.
expr::NodeId lyapunov_result(expr::Graph& graph);

}  // namespace heatreel::metric
