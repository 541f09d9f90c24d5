// SPDX-License-Identifier: GPL-3.0-or-later
// Places on a path, located by Newton's method with a fixed number of iterations: straight-line
// code, as programs need it.
#pragma once

#include "heatreel/metric/segment.hpp"

namespace heatreel::metric {

/// The place in [0, 1] where the path's slope passes through 0, if it has opposite signs at the
/// ends: from the root of the slope's chord. Steps are short enough for the slope to be close to a
/// straight line, so few iterations reach rounding.
expr::Value turning_point(const Path& path, expr::Value slope_begin, expr::Value slope_end);

/// The place in [from, to] where the path, monotone there, passes through `level`.
expr::Value crossing(const Path& path, expr::Value level, expr::Value from, expr::Value to,
                     expr::Value guess);

}  // namespace heatreel::metric
