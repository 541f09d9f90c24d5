// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <vector>

#include "heatreel/render/canvas.hpp"
#include "heatreel/render/curve_figure.hpp"
#include "heatreel/render/layout.hpp"
#include "heatreel/render/ticks.hpp"

namespace heatreel::render {

/// A short line in a colour, and what it means.
struct PlacedKey {
  Point begin;
  Point end;
  Rgb color;
  PlacedText name;
};

/// Where everything of a plot stands.
struct PlotLayout {
  Rect area;  ///< between the axes
  Ends x_ends;
  Ends y_ends;
  TickSet x_ticks;
  TickSet y_ticks;
  double x_number_baseline = 0.0;
  std::optional<PlacedText> x_label;  ///< without it, ticks have no numbers
  PlacedText y_label;                 ///< upward, anchor at its centre
  std::vector<PlacedKey> keys;

  double x(double value) const {
    return area.x + (value - x_ends.low) / (x_ends.high - x_ends.low) * area.width;
  }
  double y(double value) const {
    return area.bottom() - (value - y_ends.low) / (y_ends.high - y_ends.low) * area.height;
  }
};

/// Places all that a figure of curves shows.
struct CurveLayout {
  explicit CurveLayout(const CurveFigure& figure);

  int height = 0;
  std::vector<PlacedText> title;
  std::vector<PlacedText> subtitles;
  std::vector<PlotLayout> rows;
  std::optional<PlotLayout> square;
};

}  // namespace heatreel::render
