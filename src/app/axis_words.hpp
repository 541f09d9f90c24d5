// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include "heatreel/grid/axis.hpp"

namespace heatreel::app {

/// "G = 50 ... 300 nM, 50 points on a log scale", safe to print.
std::string axis_words(const grid::Axis& axis);

}  // namespace heatreel::app
