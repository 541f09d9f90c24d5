// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "heatreel/render/canvas.hpp"
#include "heatreel/render/label_text.hpp"
#include "heatreel/render/picture.hpp"
#include "heatreel/render/theme.hpp"

namespace heatreel::render {

/// Two ends of an axis, low < high.
struct Ends {
  double low = 0.0;
  double high = 1.0;
};

/// Colours that can be told apart, also without seeing red or green; after the last one they begin
/// again.
Rgb series_color(std::size_t index);

/// How many there are.
inline constexpr std::size_t series_colors = 6;

/// Points (x, y) in their order. What is not finite is not drawn.
struct Curve {
  std::vector<double> x;
  std::vector<double> y;
  Rgb color;
  bool faint = false;        ///< half way to the background
  bool is_joined = true;     ///< by lines; otherwise each point is a dot
  std::vector<Point> marks;  ///< values (x, y) that are marked
};

/// What a colour means.
struct CurveKey {
  Rgb color;
  std::string name;
};

/// A rectangle with curves and two linear axes.
struct Plot {
  std::vector<Curve> curves;
  std::vector<CurveKey> keys;  ///< above it, in as many rows as they need
  Label x_label;
  Label y_label;
  Ends x;
  Ends y;
  std::optional<Ends> shade;  ///< part of x with a background of its own
};

/// Plots over one x axis, below each other, and perhaps a square one beside them.
struct CurveFigure {
  int width = 0;      ///< pixels; the height follows
  double text = 0.0;  ///< size of labels [pixels]
  std::string title;
  std::vector<std::string> subtitles;  ///< lines below it
  std::vector<Plot> rows;              ///< at least one; all with the x axis of the last one
  std::optional<Plot> square;
  Theme theme = Theme::light();
};

/// Draws the figure.
Picture draw(const CurveFigure& figure);

/// Writes it as vector graphics, whole or not at all. \param dpi pixels an inch
/// \throws base::RuntimeError
void write_page(const CurveFigure& figure, const std::string& path, PageFormat format, double dpi);

}  // namespace heatreel::render
