// SPDX-License-Identifier: GPL-3.0-or-later
#include "static_parts.hpp"

#include "theme.hpp"

#include <cmath>

namespace heatreel::render {

namespace {

/// Pixel at which a line of the given thickness begins, centred on `center`.
int line_begin(double center, int thickness) {
  return static_cast<int>(std::floor(center - thickness / 2.0 + 0.5));
}

int minor_length(const Metrics& m) { return (m.tick_length * 3 + 4) / 5; }

void draw_x_axis(Canvas& canvas, const Layout& layout, const AxisScale& scale) {
  const Metrics& m = layout.metrics;
  const int top = layout.plot.bottom() + m.line;
  for (const double value : layout.x_ticks.minor) {
    const int x = line_begin(layout.plot_x(scale.position(value)), m.line);
    canvas.fill({x, top, m.line, minor_length(m)}, theme::quiet);
  }
  for (const Tick& tick : layout.x_ticks.major) {
    const double x = layout.plot_x(scale.position(tick.value));
    canvas.fill({line_begin(x, m.line), top, m.line, m.tick_length}, theme::ink);
    canvas.text(tick.label, {x, layout.x_tick_baseline}, {m.tick, theme::ink, Align::center});
  }
  canvas.text(layout.x_label.text, layout.x_label.anchor,
              {layout.x_label.size, theme::ink, Align::center});
}

void draw_y_axis(Canvas& canvas, const Layout& layout, const AxisScale& scale) {
  const Metrics& m = layout.metrics;
  const int right = layout.plot.x - m.line;
  for (const double value : layout.y_ticks.minor) {
    const int y = line_begin(layout.plot_y(scale.position(value)), m.line);
    canvas.fill({right - minor_length(m), y, minor_length(m), m.line}, theme::quiet);
  }
  for (const Tick& tick : layout.y_ticks.major) {
    const double y = layout.plot_y(scale.position(tick.value));
    canvas.fill({right - m.tick_length, line_begin(y, m.line), m.tick_length, m.line}, theme::ink);
    canvas.text(
        tick.label,
        {static_cast<double>(right - m.tick_length - m.tick_gap), y + cap_height(m.tick) / 2},
        {m.tick, theme::ink, Align::right});
  }
  canvas.text(layout.y_label.text, layout.y_label.anchor,
              {layout.y_label.size, theme::ink, Align::center, Direction::upward});
}

/// Rows in pairs: an even number of pixels a colour, as the cells.
void draw_colors(Canvas& canvas, const Rect& bar, const ValueScale& scale, const ColorMap& map) {
  for (int y = 0; y < bar.height; y += 2) {
    const int rows = std::min(2, bar.height - y);
    const double position = 1.0 - (y + rows / 2.0) / bar.height;
    const Rgb color = map.at(scale.is_constant() ? 0.5 : position);
    canvas.fill({bar.x, bar.y + y, bar.width, rows}, color);
  }
}

void draw_color_bar(Canvas& canvas, const Layout& layout, const ValueScale& scale,
                    const ColorMap& map) {
  const Metrics& m = layout.metrics;
  const Rect& bar = layout.bar;
  canvas.frame(bar, m.line, theme::ink);
  draw_colors(canvas, bar, scale, map);
  const int left = bar.right() + m.line;
  for (const double value : layout.value_ticks.minor) {
    const int y = line_begin(layout.plot_y(scale.position(value)), m.line);
    canvas.fill({left, y, minor_length(m), m.line}, theme::quiet);
  }
  for (const Tick& tick : layout.value_ticks.major) {
    const double y = layout.plot_y(scale.position(tick.value));
    canvas.fill({left, line_begin(y, m.line), m.tick_length, m.line}, theme::ink);
    canvas.text(
        tick.label,
        {static_cast<double>(left + m.tick_length + m.tick_gap), y + cap_height(m.tick) / 2},
        {m.tick, theme::ink});
  }
  canvas.text(layout.value_label.text, layout.value_label.anchor,
              {layout.value_label.size, theme::ink, Align::center, Direction::upward});
}

void draw_empty_timeline(Canvas& canvas, const Layout& layout, const AxisScale& t) {
  const Metrics& m = layout.metrics;
  const int thickness = timeline_thickness(m);
  const int top = layout.timeline_y - thickness / 2;
  canvas.fill({layout.timeline_left, top, layout.timeline_right - layout.timeline_left, thickness},
              theme::faint);
  for (const Tick& tick : layout.t_ticks.major) {
    const double x = layout.timeline_x(t, t.position(tick.value));
    canvas.fill({line_begin(x, m.line), top + thickness, m.line, m.tick_length}, theme::quiet);
    canvas.text(tick.label, {x, layout.t_tick_baseline}, {m.tick, theme::quiet, Align::center});
  }
}

}  // namespace

int timeline_thickness(const Metrics& metrics) { return 2 * metrics.line; }

void draw_static_parts(Canvas& canvas, const Layout& layout, const Scales& scales,
                       const ColorMap& map) {
  const PlacedText& title = layout.title;
  const PlacedText& subtitle = layout.subtitle;
  canvas.text(title.text, title.anchor, {title.size, theme::ink});
  canvas.text(subtitle.text, subtitle.anchor, {subtitle.size, theme::quiet});
  canvas.frame(layout.plot, layout.metrics.line, theme::ink);
  draw_x_axis(canvas, layout, scales.x);
  draw_y_axis(canvas, layout, scales.y);
  draw_color_bar(canvas, layout, scales.value, map);
  draw_empty_timeline(canvas, layout, scales.t);
}

}  // namespace heatreel::render
