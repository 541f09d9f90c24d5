// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <span>
#include <vector>

#include "heatreel/render/canvas.hpp"
#include "heatreel/render/cell_blocks.hpp"

namespace heatreel::render {

/// Lines along which a field has the value `level`, by marching squares between the centres of
/// blocks, with linear interpolation. Squares with a corner that has no value are left out; in a
/// saddle the mean of the corners decides.
/// \param field y.blocks × x.blocks, row 0 at the bottom
/// \returns ends of straight pieces in pairs, in pixels
std::vector<Point> contour_segments(std::span<const double> field, double level, const Rect& plot,
                                    const CellBlocks& x, const CellBlocks& y);

}  // namespace heatreel::render
