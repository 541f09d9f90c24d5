// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recompute.hpp"

#include "heatreel/app/trace_picture.hpp"
#include "heatreel/config/command.hpp"
#include "heatreel/solve/cell_tracer.hpp"

namespace heatreel::app {

/// What a picture of the traced cell shows, and of those that it is compared with, which are
/// simulated for that. It refers to the tracer's model.
/// \param cell what was found for the traced one; its metrics stand above the picture
TracePicture picture_of(const config::TraceCommand& command, solve::CellTracer& tracer,
                        const solve::TimeSeries& series, const TracedCell& cell);

}  // namespace heatreel::app
