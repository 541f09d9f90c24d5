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

/// Where the labels of contour lines stand, so that none covers another: on each line that is long
/// enough, as near to its middle as others allow.
class ContourLabels {
 public:
  /// \param plot labels stay within it
  ContourLabels(const Rect& plot, double text_size) : plot_(plot), size_(text_size) {}

  /// Centres of the labels of one level. \param ends as contour_segments() returns them
  std::vector<Point> place(std::span<const Point> ends, double text_width);

 private:
  struct Box {
    Point center;
    double width;
  };
  bool is_free(const Box& box) const;

  Rect plot_;
  double size_;
  std::vector<Box> taken_;
};

}  // namespace heatreel::render
