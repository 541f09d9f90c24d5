// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>

#include "heatreel/render/canvas.hpp"
#include "heatreel/render/colormap.hpp"
#include "heatreel/render/layout.hpp"
#include "heatreel/render/value_scale.hpp"

namespace heatreel::render {

/// Draws what is the same in all frames: captions, axes, the empty timeline.
void draw_static_parts(Canvas& canvas, const Layout& layout, const Axes& axes, const Theme& theme);

/// Draws the colours of a colour bar, and marks at the values of contour lines.
void draw_bar_colors(Canvas& canvas, const PictureSizes& sizes, const BarLayout& bar,
                     const ValueScale& scale, const PanelOptions& panel);

/// Draws what is around the colours: frame, ticks, label.
/// \param scale nothing if no cell has a value: then the bar is empty
void draw_color_bar(Canvas& canvas, const PictureSizes& sizes, const BarLayout& bar,
                    const std::optional<ValueScale>& scale, const PanelOptions& panel,
                    const Theme& theme);

/// Pixel at which a line of the given thickness begins, centred on `center`.
int line_begin(double center, int thickness);

/// Thickness of the timeline's line.
int timeline_thickness(const PictureSizes& sizes);

/// Length of a minor tick.
int minor_length(const PictureSizes& sizes);

}  // namespace heatreel::render
