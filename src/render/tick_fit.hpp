// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>

#include "heatreel/render/ticks.hpp"

namespace heatreel::render {

/// The room that ticks have along an axis, in pixels.
struct TickRoom {
  std::function<TickSet(int)> ticks;          ///< at most n ticks
  std::function<double(double)> pixel;        ///< where a value stands
  std::function<double(const Tick&)> extent;  ///< of a label along the axis
  double gap = 0.0;                           ///< between neighbouring labels, at least
  double first = 0.0;                         ///< labels stay between first and last
  double last = 0.0;
};

/// As many ticks as there is room for, up to `most`.
TickSet fit_ticks(const TickRoom& room, int most);

/// How many ticks look well on `extent` pixels at a distance of `spacing`. With four or more asked
/// for, at least two are found.
int most_ticks(int extent, double spacing);

/// The widest label, 0 without ticks.
double widest_label(const TickSet& ticks, double size);

}  // namespace heatreel::render
