// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "heatreel/metric/segment.hpp"

namespace heatreel::metric {

/// True if one of the metrics needs a tangent vector to be followed.
bool needs_tangent(const std::vector<MetricSpec>& metrics);

/// The largest Lyapunov exponent as a reduction over the steps of the tail: mean growth of the
/// tangent vector's logarithm by time. NaN if the vector vanished.
/// \param growth length of the tangent vector at the end of a step that it began with length 1
Reduction lyapunov_reduction(expr::Value growth, expr::Value width);

/// The standard error of that exponent, from the exponents of blocks of the tail. They are long
/// enough to be almost independent of each other where the exponent has converged.
/// \param growth, width as above \param tail its length
Reduction lyapunov_spread_reduction(expr::Value growth, expr::Value width, double tail);

}  // namespace heatreel::metric
