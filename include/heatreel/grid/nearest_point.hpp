// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

#include "heatreel/grid/axis.hpp"

namespace heatreel::grid {

/// The point of an axis that is nearest to `value`; on a log axis by factors.
std::int64_t nearest_point(const Axis& axis, double value);

}  // namespace heatreel::grid
