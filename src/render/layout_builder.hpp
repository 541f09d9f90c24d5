// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cmath>
#include <optional>
#include <string>

#include "heatreel/render/layout.hpp"

namespace heatreel::render {

inline int even_down(int value) { return value - value % 2; }
inline int even_up(double value) { return even_down(static_cast<int>(std::ceil(value)) + 1); }

/// Side of a coloured square in the legend, beside text of a size.
inline int legend_swatch(double size) { return even_up(0.8 * size); }

/// Builds a Layout from the outside to the inside: the rows above and below the heat maps do not
/// depend on the size of the maps, and the numbers beside them depend only on the height of the
/// maps.
class LayoutBuilder {
 public:
  LayoutBuilder(const Axes& axes, const PictureOptions& options, const Arrangement& arrangement);
  /// Nothing if there is no room for the heat maps.
  std::optional<Layout> build();

 private:
  double usual_legend() const;
  void break_header();
  void place_rows_below();
  void place_timeline_rows();
  bool fit_maps();
  void place_y_ticks();
  void measure_bars();
  double widest_value_label(BarLayout bar, const PanelOptions& panel) const;
  void choose_cells(int width, int height);
  void place_maps();
  void place_bars();
  void place_bar_label(BarLayout& bar, int first_row, int last_row) const;
  void place_header();
  void place_captions();
  void place_x_axis();
  void place_y_label();
  void place_legend();
  void place_timeline();
  void place_t_name();

  int columns() const { return out_.arrangement.columns; }
  int rows() const { return out_.arrangement.rows; }
  int column_of(std::size_t panel) const { return static_cast<int>(panel) % columns(); }
  int row_of(std::size_t panel) const { return static_cast<int>(panel) / columns(); }
  double bar_extent(const BarLayout& bar) const;
  double shared_extent() const;
  /// Between tick labels and an upward label.
  double label_gap() const { return 0.6 * sizes_.label; }
  double label_column() const { return text_height(sizes_.label) + label_gap(); }
  double caption_height() const;
  double row_gap() const;
  const PanelLayout& first_of(int row) const;
  int block_bottom() const;
  int right_end() const;
  PlacedText axis_label(const Label& label, int exponent, Point anchor, double room) const;

  const Axes& axes_;
  const PictureOptions& options_;
  PictureSizes sizes_;
  Layout out_ = {};
  int top_ = 0;              ///< of the room for heat maps with their captions
  int bottom_ = 0;           ///< where the lowest heat maps must end
  double below_ = 0.0;       ///< lowest base line of the rows below the maps that is free
  double legend_own_ = 0.0;  ///< base line of the legend's own row; 0 if it has none
  int map_height_ = 0;
  double y_numbers_ = 0.0;           ///< width of the numbers at the y axis
  std::vector<double> bar_columns_;  ///< width beside each column of maps that bars take
  int bar_gap_ = 0;
  int bar_width_ = 0;
  int panel_gap_ = 0;
};

}  // namespace heatreel::render
