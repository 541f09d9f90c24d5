// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "heatreel/render/axis_scale.hpp"
#include "heatreel/render/canvas.hpp"
#include "heatreel/render/cell_blocks.hpp"
#include "heatreel/render/cell_class.hpp"
#include "heatreel/render/heatmap_renderer.hpp"
#include "heatreel/render/ticks.hpp"
#include "heatreel/render/value_scale.hpp"

namespace heatreel::render {

/// What is drawn along the three axes.
struct Axes {
  AxisScale x;
  AxisScale y;
  AxisScale t;
};

/// Sizes that follow from the picture's size, in pixels.
struct PictureSizes {
  double title;  ///< font sizes
  double subtitle;
  double label;
  double tick;
  int margin;       ///< background on all four sides
  int line;         ///< thickness of axes
  int tick_length;  ///< of a major tick
  int tick_gap;     ///< between a tick and its label

  static PictureSizes of(int width, int height, std::size_t panels);
  /// From a heat map's edge to the labels of its ticks.
  int beside() const { return line + tick_length + tick_gap; }
};

/// A line of text in its place.
struct PlacedText {
  std::string text;
  Point anchor;  ///< left end, or centre for axis labels, on the base line
  double size = 0.0;
};

/// A colour bar with its ticks and label, which are read upward.
struct BarLayout {
  Rect colors;        ///< one part of the height for each colour
  int over_tip = 0;   ///< height of the triangle above for values beyond the range; 0 for none
  int under_tip = 0;  ///< below
  double label_size = 0.0;
  double label_room = 0.0;    ///< length that the label may have
  Point label_anchor;         ///< its centre, on the base line
  double column_width = 0.0;  ///< that tick labels may have
  Rect area;                  ///< all of it

  double y(double position) const { return colors.bottom() - position * colors.height; }
};

/// What a colour bar says for one range of values.
struct BarText {
  TickSet ticks;
  PlacedText label;
};

/// A heat map with its colour bar.
struct PanelLayout {
  Rect plot;
  TickSet x_ticks;
  PlacedText x_label;  ///< anchor at its centre
  BarLayout bar;

  /// Pixel of a position from 0 to 1 along the plot, y upwards.
  double plot_x(double position) const { return plot.x + position * plot.width; }
  double plot_y(double position) const { return plot.bottom() - position * plot.height; }
};

/// The legend of cells without a normal value. Every class has its place, so that nothing moves
/// when one appears.
struct LegendLayout {
  struct Entry {
    CellClass of;
    Rect swatch;
    double text_x;
  };
  std::vector<Entry> entries;
  double baseline = 0.0;
  Rect area;
};

/// Places everything that a picture shows, so that all text is inside and nothing overlaps.
struct Layout {
  PictureSizes sizes;
  PlacedText title;
  PlacedText subtitle;

  CellBlocks x_cells;
  CellBlocks y_cells;
  TickSet y_ticks;
  PlacedText y_label;  ///< upward, anchor at its centre
  double x_tick_baseline = 0.0;
  std::vector<PanelLayout> panels;
  LegendLayout legend;

  Rect timeline;  ///< everything that changes with t
  int timeline_left = 0;
  int timeline_right = 0;
  int timeline_y = 0;  ///< of the line
  TickSet t_ticks;
  double t_tick_baseline = 0.0;
  PlacedText t_name;    ///< the text before " = value unit"
  double t_room = 0.0;  ///< width that name, value and unit have together

  static Layout of(const Axes& axes, const PictureOptions& options);

  /// Pixel of point k on the timeline, which begins at its first and ends at its last point.
  double timeline_x(const AxisScale& t, double position) const;
};

/// Ticks and label of a colour bar; if the range is that of one frame, ticks whose labels have
/// no room are left out.
BarText bar_text(const PictureSizes& sizes, const BarLayout& bar, const ValueScale& scale,
                 const PanelOptions& panel);

/// " = −0.35 kcal/mol"
std::string timeline_value(const AxisScale& t, grid::FrameIndex frame);

/// The line above the timeline, "assoc_ddg = −0.35 kcal/mol", cut at its end if it is too
/// long.
std::string timeline_text(const Layout& layout, const AxisScale& t, grid::FrameIndex frame);

/// "12 / 50"
std::string frame_counter(grid::FrameIndex frame, std::int64_t frames);

/// Height of a line of text, with the descent of its letters.
inline double text_height(double size) { return cap_height(size) + descent(size); }

/// The smallest size that a text may shrink to before it is cut.
double smallest_of(double size);

}  // namespace heatreel::render
