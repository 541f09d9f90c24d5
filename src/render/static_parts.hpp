// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "heatreel/render/canvas.hpp"
#include "heatreel/render/colormap.hpp"
#include "heatreel/render/layout.hpp"

namespace heatreel::render {

/// Draws what is the same in all frames: captions, axes, colour bar, the empty timeline.
void draw_static_parts(Canvas& canvas, const Layout& layout, const Scales& scales,
                       const ColorMap& map);

/// Thickness of the timeline's line.
int timeline_thickness(const Metrics& metrics);

}  // namespace heatreel::render
