// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "heatreel/render/axis_scale.hpp"
#include "heatreel/render/canvas.hpp"
#include "heatreel/render/cell_blocks.hpp"
#include "heatreel/render/cell_class.hpp"
#include "heatreel/render/cell_painter.hpp"
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

/// How heat maps stand on a picture: rows from top to bottom, of which the last may be incomplete.
struct Arrangement {
  int columns = 1;
  int rows = 1;
};

/// Sizes that follow from the size of usual text, in pixels.
struct PictureSizes {
  double title;  ///< font sizes
  double subtitle;
  double label;
  double tick;
  int margin;       ///< background on all four sides
  int line;         ///< thickness of axes
  int tick_length;  ///< of a major tick
  int tick_gap;     ///< between a tick and its label

  /// \param text size of labels [pixels]
  static PictureSizes of_text(double text);
  /// Those of a picture: text is as large as matplotlib's is beside a single heat map in a picture
  /// of the same height; smaller where several heat maps share it, but at least 9 pixels.
  static PictureSizes of(const PictureOptions& options, const Arrangement& arrangement);
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
  std::size_t panel = 0;  ///< whose colours it shows
  Rect colors;            ///< one part of the height for each colour
  int over_tip = 0;       ///< height of the triangle above for values beyond the range; 0 for none
  int under_tip = 0;      ///< below
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

/// A heat map. Only those at the left and at the bottom have numbers at their ticks.
struct PanelLayout {
  Rect plot;
  PlacedText caption;
  bool numbered_x = true;
  bool numbered_y = true;
  /// Pixel of a position from 0 to 1 along the plot, y upwards.
  double plot_x(double position) const { return plot.x + position * plot.width; }
  double plot_y(double position) const { return plot.bottom() - position * plot.height; }
};

/// The row in which the legend of cells without a normal value stands.
struct LegendLayout {
  double baseline = 0.0;
  int left = 0;   ///< its entries are between left …
  int right = 0;  ///< … and right, where the last one ends
  Rect area;
};

/// A class of cells in the legend.
struct LegendEntry {
  CellClass of;
  Rect swatch;
  PlacedText name;
};

/// Places everything that a picture shows, so that all text is inside and nothing overlaps.
struct Layout {
  PictureSizes sizes;
  Arrangement arrangement;
  std::vector<PlacedText> title;  ///< lines
  std::vector<PlacedText> subtitle;
  CellBlocks x_cells;
  CellBlocks y_cells;
  TickSet x_ticks;
  TickSet y_ticks;
  PlacedText x_label;  ///< anchor at its centre
  PlacedText y_label;  ///< upward, anchor at its centre
  std::vector<PanelLayout> panels;
  std::vector<BarLayout> bars;
  LegendLayout legend;
  double cell_side = 0.0;  ///< smaller side of a cell if it need not be whole pixels
  int spare_height = 0;    ///< that neither maps nor anything else needs
  Rect timeline;           ///< everything that changes with t; empty without a timeline
  int timeline_left = 0;
  int timeline_right = 0;
  int timeline_y = 0;  ///< of the line
  TickSet t_ticks;
  double t_tick_baseline = 0.0;
  PlacedText t_name;    ///< the text before " = value unit"
  double t_room = 0.0;  ///< width that name, value and unit have together

  /// In the arrangement that makes cells largest, if the options do not choose one; nothing if
  /// there is no room for the heat maps.
  static std::optional<Layout> find(const Axes& axes, const PictureOptions& options);
  /// Pixel of point k on the timeline, which begins at its first and ends at its last point.
  double timeline_x(const AxisScale& t, double position) const;
  /// Base line of the numbers below a heat map.
  double x_tick_baseline(const PanelLayout& panel) const {
    return panel.plot.bottom() + sizes.beside() + cap_height(sizes.tick);
  }
};

/// Columns of heat maps, and the height that a picture of the given width, aspect and text needs,
/// with maps wide enough to be read; nothing if there is no room for such.
struct NaturalShape {
  int columns = 1;
  int height = 0;
};
std::optional<NaturalShape> natural_shape(const grid::ParameterGrid& grid, PictureOptions options);

/// The entries of the legend, from left to right, for the classes that a frame has. They shrink
/// where they have too little room; then the least serious are left out.
std::vector<LegendEntry> legend_entries(const Layout& layout, const ClassesSeen& seen);

/// Ticks and label of a colour bar; if the range is that of one frame, ticks whose labels have
/// no room are left out.
/// \param scale nothing if no cell has a value: then there are no ticks
BarText bar_text(const PictureSizes& sizes, const BarLayout& bar,
                 const std::optional<ValueScale>& scale, const PanelOptions& panel);

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
