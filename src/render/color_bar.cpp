// SPDX-License-Identifier: GPL-3.0-or-later
#include "static_parts.hpp"

#include <algorithm>
#include <array>

namespace heatreel::render {

namespace {

/// Rows in pairs: an even number of pixels a colour, as the cells.
void draw_colors(Canvas& canvas, const Rect& bar, const ValueScale& scale, const ColorMap& map) {
  for (int y = 0; y < bar.height; y += 2) {
    const int rows = std::min(2, bar.height - y);
    const double position = 1.0 - (y + rows / 2.0) / bar.height;
    const Rgb color = map.at(scale.is_constant() ? 0.5 : scale.color(position));
    canvas.fill({bar.x, bar.y + y, bar.width, rows}, color);
  }
}

/// A triangle that points to the values beyond the bar.
void draw_tip(Canvas& canvas, const Rect& bar, double base, double apex, int line, Rgb color,
              Rgb ink) {
  const std::array<Point, 3> corners = {Point{static_cast<double>(bar.x), base},
                                        Point{bar.x + bar.width / 2.0, apex},
                                        Point{static_cast<double>(bar.right()), base}};
  canvas.polygon(corners, color, line, ink);
}

void draw_ticks(Canvas& canvas, const PictureSizes& m, const BarLayout& bar,
                const ValueScale& scale, const TickSet& ticks, const Theme& theme) {
  const int left = bar.colors.right() + m.line;
  for (const double value : ticks.minor) {
    const int y = line_begin(bar.y(scale.position(value)), m.line);
    canvas.fill({left, y, minor_length(m), m.line}, theme.quiet);
  }
  for (const Tick& tick : ticks.major) {
    const double y = bar.y(scale.position(tick.value));
    canvas.fill({left, line_begin(y, m.line), m.tick_length, m.line}, theme.ink);
    canvas.text(
        tick.label,
        {static_cast<double>(left + m.tick_length + m.tick_gap), y + cap_height(m.tick) / 2},
        {m.tick, theme.ink});
  }
}

/// Marks at the values of contour lines.
void draw_marks(Canvas& canvas, const PictureSizes& m, const BarLayout& bar,
                const ValueScale& scale, std::span<const double> contours) {
  for (const double value : contours) {
    if (value > scale.low() && value < scale.high()) {
      const int y = line_begin(bar.y(scale.position(value)), m.line);
      canvas.fill({bar.colors.x, y - m.line, bar.colors.width, 3 * m.line}, contour_halo);
      canvas.fill({bar.colors.x, y, bar.colors.width, m.line}, contour_color);
    }
  }
}

}  // namespace

void draw_bar_colors(Canvas& canvas, const PictureSizes& sizes, const BarLayout& bar,
                     const ValueScale& scale, const PanelOptions& panel) {
  draw_colors(canvas, bar.colors, scale, panel.color.map);
  draw_marks(canvas, sizes, bar, scale, panel.contours);
}

void draw_color_bar(Canvas& canvas, const PictureSizes& sizes, const BarLayout& bar,
                    const std::optional<ValueScale>& scale, const PanelOptions& panel,
                    const Theme& theme) {
  const PictureSizes& m = sizes;
  const Rect& colors = bar.colors;
  const ColorMap& map = panel.color.map;
  if (bar.over_tip > 0) {
    draw_tip(canvas, colors, colors.y, colors.y - bar.over_tip, m.line, map.at(1.0), theme.ink);
  }
  if (bar.under_tip > 0) {
    draw_tip(canvas, colors, colors.bottom(), colors.bottom() + bar.under_tip, m.line, map.at(0.0),
             theme.ink);
  }
  canvas.frame(colors, m.line, theme.ink);
  const BarText text = bar_text(m, bar, scale, panel);
  if (scale) {
    draw_ticks(canvas, m, bar, *scale, text.ticks, theme);
  }
  canvas.text(text.label.text, text.label.anchor,
              {text.label.size, theme.ink, Align::center, Direction::upward});
}

}  // namespace heatreel::render
