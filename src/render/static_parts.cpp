// SPDX-License-Identifier: GPL-3.0-or-later
#include "static_parts.hpp"

#include <cmath>

namespace heatreel::render {

namespace {

void draw_x_ticks(Canvas& canvas, const Layout& layout, const PanelLayout& panel,
                  const AxisScale& scale, const Theme& theme) {
  const PictureSizes& m = layout.sizes;
  const int top = panel.plot.bottom() + m.line;
  for (const double value : layout.x_ticks.minor) {
    const int x = line_begin(panel.plot_x(scale.position(value)), m.line);
    canvas.fill({x, top, m.line, minor_length(m)}, theme.quiet);
  }
  for (const Tick& tick : layout.x_ticks.major) {
    const double x = panel.plot_x(scale.position(tick.value));
    canvas.fill({line_begin(x, m.line), top, m.line, m.tick_length}, theme.ink);
    if (panel.numbered_x) {
      canvas.text(tick.label, {x, layout.x_tick_baseline(panel)},
                  {m.tick, theme.ink, Align::center});
    }
  }
}

void draw_y_ticks(Canvas& canvas, const Layout& layout, const PanelLayout& panel,
                  const AxisScale& scale, const Theme& theme) {
  const PictureSizes& m = layout.sizes;
  const int right = panel.plot.x - m.line;
  for (const double value : layout.y_ticks.minor) {
    const int y = line_begin(panel.plot_y(scale.position(value)), m.line);
    canvas.fill({right - minor_length(m), y, minor_length(m), m.line}, theme.quiet);
  }
  for (const Tick& tick : layout.y_ticks.major) {
    const double y = panel.plot_y(scale.position(tick.value));
    canvas.fill({right - m.tick_length, line_begin(y, m.line), m.tick_length, m.line}, theme.ink);
    if (panel.numbered_y) {
      canvas.text(tick.label,
                  {static_cast<double>(panel.plot.x - m.beside()), y + cap_height(m.tick) / 2},
                  {m.tick, theme.ink, Align::right});
    }
  }
}

void draw_empty_timeline(Canvas& canvas, const Layout& layout, const AxisScale& t,
                         const Theme& theme) {
  const PictureSizes& m = layout.sizes;
  const int thickness = timeline_thickness(m);
  const int top = layout.timeline_y - thickness / 2;
  canvas.fill({layout.timeline_left, top, layout.timeline_right - layout.timeline_left, thickness},
              theme.faint);
  for (const Tick& tick : layout.t_ticks.major) {
    const double x = layout.timeline_x(t, t.position(tick.value));
    canvas.fill({line_begin(x, m.line), top + thickness, m.line, m.tick_length}, theme.quiet);
    canvas.text(tick.label, {x, layout.t_tick_baseline}, {m.tick, theme.quiet, Align::center});
  }
}

}  // namespace

int line_begin(double center, int thickness) {
  return static_cast<int>(std::floor(center - thickness / 2.0 + 0.5));
}

int timeline_thickness(const PictureSizes& sizes) { return 2 * sizes.line; }

int minor_length(const PictureSizes& sizes) { return (sizes.tick_length * 3 + 4) / 5; }

void draw_static_parts(Canvas& canvas, const Layout& layout, const Axes& axes, const Theme& theme) {
  for (const PlacedText& line : layout.title) {
    canvas.text(line.text, line.anchor, {line.size, theme.ink});
  }
  for (const PlacedText& line : layout.subtitle) {
    canvas.text(line.text, line.anchor, {line.size, theme.quiet});
  }
  canvas.text(layout.x_label.text, layout.x_label.anchor,
              {layout.x_label.size, theme.ink, Align::center});
  canvas.text(layout.y_label.text, layout.y_label.anchor,
              {layout.y_label.size, theme.ink, Align::center, Direction::upward});
  for (const PanelLayout& panel : layout.panels) {
    canvas.frame(panel.plot, layout.sizes.line, theme.ink);
    draw_x_ticks(canvas, layout, panel, axes.x, theme);
    draw_y_ticks(canvas, layout, panel, axes.y, theme);
    canvas.text(panel.caption.text, panel.caption.anchor, {panel.caption.size, theme.ink});
  }
  if (layout.timeline.height > 0) {
    draw_empty_timeline(canvas, layout, axes.t, theme);
  }
}

}  // namespace heatreel::render
