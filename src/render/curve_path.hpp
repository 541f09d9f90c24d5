// SPDX-License-Identifier: GPL-3.0-or-later
// From the numbers of a curve to the pixels that show it.
#pragma once

#include "curve_layout.hpp"

#include <vector>

#include "heatreel/render/canvas.hpp"
#include "heatreel/render/curve_figure.hpp"

namespace heatreel::render {

/// A curve's points in pixels; NaN where a number is not finite.
std::vector<Point> pixels_of(const Curve& curve, const PlotLayout& place);

/// Lines between gaps, without points that nobody could see.
std::vector<std::vector<Point>> joined_lines(const std::vector<Point>& points);

/// The points that stand on different pixels.
std::vector<Point> distinct_points(const std::vector<Point>& points);

}  // namespace heatreel::render
