// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "heatreel/app/trace_picture.hpp"

namespace heatreel::movie {

/// Draws cells over time: quantities of one unit and similar size share a plot, the first two span
/// a phase portrait. The tail is shaded, and maxima are marked that a metric counts.
/// \throws base::RuntimeError
void draw_trace(const app::TracePicture& trace);

}  // namespace heatreel::movie
