// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "heatreel/render/canvas.hpp"
#include "heatreel/render/colormap.hpp"
#include "heatreel/render/layout.hpp"

namespace heatreel::render {

/// Draws what is the same in all frames: captions, axes, the empty timeline.
void draw_static_parts(Canvas& canvas, const Layout& layout, const Axes& axes, const Theme& theme);

/// Draws a colour bar with its ticks and label, and marks at the values of contour lines.
void draw_color_bar(Canvas& canvas, const PictureSizes& sizes, const BarLayout& bar,
                    const ValueScale& scale, const PanelOptions& panel,
                    std::span<const double> contours, const Theme& theme);

/// Pixel at which a line of the given thickness begins, centred on `center`.
int line_begin(double center, int thickness);

/// Thickness of the timeline's line.
int timeline_thickness(const PictureSizes& sizes);

/// Length of a minor tick.
int minor_length(const PictureSizes& sizes);

}  // namespace heatreel::render
