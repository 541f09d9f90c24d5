// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include "heatreel/render/axis_scale.hpp"
#include "heatreel/render/canvas.hpp"
#include "heatreel/render/cell_painter.hpp"
#include "heatreel/render/heatmap_renderer.hpp"
#include "heatreel/render/ticks.hpp"
#include "heatreel/render/value_scale.hpp"

namespace heatreel::render {

/// What is drawn along the three axes and the colour bar.
struct Scales {
  AxisScale x;
  AxisScale y;
  AxisScale t;
  ValueScale value;
};

/// Sizes that follow from the picture's size, in pixels.
struct Metrics {
  double title;  ///< font sizes
  double subtitle;
  double label;
  double tick;
  int margin;       ///< background on all four sides
  int line;         ///< thickness of axes
  int tick_length;  ///< of a major tick
  int tick_gap;     ///< between a tick and its label

  static Metrics of(int width, int height);
};

/// A line of text in its place.
struct PlacedText {
  std::string text;
  Point anchor;  ///< left end, or centre for axis labels, on the base line
  double size = 0.0;
};

/// Places everything that a picture shows, so that all text is inside and nothing overlaps.
struct Layout {
  Metrics metrics;
  PlacedText title;
  PlacedText subtitle;

  Rect plot;
  CellBlocks x_cells;
  CellBlocks y_cells;
  TickSet x_ticks;
  TickSet y_ticks;
  double x_tick_baseline = 0.0;
  PlacedText x_label;  ///< anchor at its centre
  PlacedText y_label;  ///< upward, anchor at its centre

  Rect bar;
  TickSet value_ticks;
  PlacedText value_label;  ///< upward, anchor at its centre

  Rect legend;  ///< "no value": swatch and text

  Rect timeline;  ///< everything that changes with t
  int timeline_left = 0;
  int timeline_right = 0;
  int timeline_y = 0;  ///< of the line
  TickSet t_ticks;
  double t_tick_baseline = 0.0;
  PlacedText t_name;    ///< what stands before " = value unit"
  double t_room = 0.0;  ///< width that name, value and unit have together

  static Layout of(const Scales& scales, const PictureOptions& options);

  /// Pixel of a position from 0 to 1 along the plot, y upwards.
  double plot_x(double position) const { return plot.x + position * plot.width; }
  double plot_y(double position) const { return plot.bottom() - position * plot.height; }
  /// Pixel of point k on the timeline, which begins at its first and ends at its last point.
  double timeline_x(const AxisScale& t, double position) const;
};

/// " = −0.35 kcal/mol"
std::string timeline_value(const AxisScale& t, grid::FrameIndex frame);

/// The line above the timeline, "assoc_ddg = −0.35 kcal/mol", cut at its end if even that is too
/// long.
std::string timeline_text(const Layout& layout, const AxisScale& t, grid::FrameIndex frame);

/// "12 / 50"
std::string frame_counter(grid::FrameIndex frame, std::int64_t frames);

/// Text of the legend for cells without a value.
inline constexpr const char* no_value_text = "no value";

/// Side of a legend's swatch.
int swatch_size(const Metrics& metrics);

}  // namespace heatreel::render
