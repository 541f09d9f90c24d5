// SPDX-License-Identifier: GPL-3.0-or-later
#include "heatreel/render/layout.hpp"

#include "tick_fit.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include <fmt/format.h>

#include "heatreel/base/contract.hpp"
#include "heatreel/render/number_text.hpp"

namespace heatreel::render {

namespace {

constexpr double smallest_font = 9.0;
/// Texts that are too long shrink to this part of their size before they are cut.
constexpr double most_shrunk = 0.75;

int even_down(int value) { return value - value % 2; }
int even_up(double value) { return even_down(static_cast<int>(std::ceil(value)) + 1); }

/// Ticks with the power of ten in each label, for an axis whose label does not show it.
TickSet written_out(TickSet ticks) {
  for (Tick& tick : ticks.major) {
    if (ticks.exponent != 0 && tick.value != 0.0) {
      tick.label += "×" + power_of_ten(ticks.exponent);
    }
  }
  ticks.exponent = 0;
  return ticks;
}

/// Builds a Layout from the outside to the inside: the rows above and below the heat maps do not
/// depend on the size of the maps, and the tick labels beside them depend only on the height of the
/// maps.
class LayoutBuilder {
 public:
  LayoutBuilder(const Axes& axes, const PictureOptions& options)
      : axes_(axes),
        options_(options),
        width_(options.width),
        height_(options.height),
        sizes_(PictureSizes::of(options.width, options.height, options.panels.size())) {
    out_.sizes = sizes_;
    out_.panels.resize(options.panels.size());
  }

  Layout build() {
    place_timeline_rows();
    place_legend_entries();
    const int bottom = place_x_axis_rows();
    const int top = header_height();
    place_vertically(top, bottom);
    place_y_ticks();
    place_bars_vertically();
    place_horizontally();
    place_header();
    const double x_labels_top = place_x_axes();
    place_upward_labels(top, x_labels_top);
    place_timeline();
    return std::move(out_);
  }

 private:
  // From the bottom up: tick labels, line with marker, text with the current value.
  void place_timeline_rows() {
    out_.t_tick_baseline = height_ - sizes_.margin;
    const double labels_top = out_.t_tick_baseline - cap_height(sizes_.tick);
    out_.timeline_y =
        static_cast<int>(labels_top) - sizes_.tick_gap - sizes_.tick_length - sizes_.line;
    out_.t_name.anchor.y = out_.timeline_y - 0.95 * sizes_.tick - descent(sizes_.label);
    const int top = static_cast<int>(out_.t_name.anchor.y - 1.1 * cap_height(sizes_.label));
    out_.timeline = {0, top, width_, height_ - top};
  }

  // From right to left, what is seen most first; heights follow with the row's base line.
  void place_legend_entries() {
    const int swatch = even_up(0.8 * sizes_.tick);
    double right = width_ - sizes_.margin;
    std::vector<CellClass> shown{CellClass::undefined, CellClass::failed, CellClass::untrusted,
                                 CellClass::pending};
    if (std::ranges::any_of(options_.panels, &PanelOptions::reasons)) {
      shown.insert(shown.begin(), {CellClass::resting, CellClass::too_few, CellClass::changing});
    }
    for (const CellClass of : shown) {
      const double text_x = right - text_width(name_of(of), sizes_.tick);
      const int x = even_down(static_cast<int>(text_x - 0.5 * sizes_.tick - swatch));
      out_.legend.entries.push_back({of, {x, 0, swatch, swatch}, text_x});
      right = x - 1.2 * sizes_.tick;
    }
    legend_left_ = out_.legend.entries.back().swatch.x;
  }

  /// The legend is in the x label's row if that is wide enough for both.
  bool legend_has_own_row() const {
    return options_.panels.size() > 1 || legend_left_ < 0.6 * width_;
  }

  void place_legend_row(double baseline) {
    LegendLayout& legend = out_.legend;
    const int swatch = legend.entries.front().swatch.height;
    const int middle = static_cast<int>(baseline - cap_height(sizes_.tick) / 2.0);
    const int top = even_down(middle - swatch / 2);
    for (auto& entry : legend.entries) {
      entry.swatch.y = top;
    }
    legend.baseline = top + swatch / 2.0 + cap_height(sizes_.tick) / 2.0;
    const int reach = swatch / 2;
    const int left = legend_left_ - sizes_.line;
    legend.area = {left, top - reach, width_ - left, swatch + 2 * reach};
  }

  /// \returns where the heat maps must end
  int place_x_axis_rows() {
    double below = out_.timeline.y - 0.8 * sizes_.label;
    if (legend_has_own_row()) {
      place_legend_row(below);
      below = out_.legend.entries.front().swatch.y - 0.6 * sizes_.tick;
    }
    const double height =
        sizes_.beside() + cap_height(sizes_.tick) + 0.6 * sizes_.label + text_height(sizes_.label);
    return static_cast<int>(below - height);
  }

  int header_height() const {
    double y = sizes_.margin;
    y += options_.title.empty() ? 0.0 : text_height(sizes_.title);
    y += options_.subtitle.empty() ? 0.0 : 0.4 * sizes_.subtitle + text_height(sizes_.subtitle);
    return even_up(y + 0.95 * sizes_.tick);
  }

  void place_vertically(int top, int bottom) {
    HEATREEL_REQUIRE(bottom - top >= 4);
    out_.y_cells = CellBlocks::fit(axes_.y.axis().size(), even_down(bottom - top));
    const int spare = bottom - top - out_.y_cells.extent();
    for (PanelLayout& panel : out_.panels) {
      panel.plot.y = top + even_down(spare / 2);
      panel.plot.height = out_.y_cells.extent();
    }
  }

  void place_y_ticks() {
    const PanelLayout& panel = out_.panels.front();
    TickRoom room;
    room.ticks = [&](int count) { return axes_.y.ticks(count); };
    room.pixel = [&](double value) { return panel.plot_y(axes_.y.position(value)); };
    room.extent = [&](const Tick&) { return cap_height(sizes_.tick); };
    room.gap = 0.6 * sizes_.tick;
    room.last = height_;
    out_.y_ticks = fit_ticks(room, most_ticks(panel.plot.height, 3.5 * sizes_.tick));
  }

  /// Heights of the colour bars, and with them the widths of their tick labels.
  void place_bars_vertically() {
    const int width = even_up(1.4 * sizes_.tick);
    for (std::size_t p = 0; p < out_.panels.size(); ++p) {
      const PanelOptions& panel = options_.panels[p];
      const Rect& plot = out_.panels[p].plot;
      BarLayout& bar = out_.panels[p].bar;
      const int tip = std::min(even_up(0.7 * width), even_down(plot.height / 4));
      bar.over_tip = panel.color.over ? tip : 0;
      bar.under_tip = panel.color.under ? tip : 0;
      bar.colors = {0, plot.y + bar.over_tip, width, plot.height - bar.over_tip - bar.under_tip};
      bar.column_width = widest_value_label(bar, panel);
    }
  }

  /// Over all frames, or a good sample of them, where each has a range of its own.
  /// \param bar its heights; its labels may be as wide as they like
  double widest_value_label(BarLayout bar, const PanelOptions& panel) const {
    bar.area.height = height_;
    bar.column_width = std::numeric_limits<double>::infinity();
    const ColorOptions& color = panel.color;
    const auto width = [&](double low, double high) {
      return widest_label(bar_text(sizes_, bar, ValueScale(color.scale, low, high), panel).ticks,
                          sizes_.tick);
    };
    if (!color.of_frame) {
      return width(color.low, color.high);
    }
    constexpr std::int64_t most_samples = 500;
    double widest = 0.0;
    const std::int64_t frames = axes_.t.axis().size();
    for (std::int64_t k = 0; k < frames; k += 1 + frames / most_samples) {
      const auto [low, high] = color.of_frame(k);
      widest = std::max(widest, width(low, high));
    }
    return widest;
  }

  // From left to right: y label, y tick labels, and for each panel the heat map, the colour bar,
  // its tick labels and its label.
  void place_horizontally() {
    const auto count = static_cast<int>(out_.panels.size());
    const double label_column = text_height(sizes_.label) + label_gap();
    const double left = label_column + widest_label(out_.y_ticks, sizes_.tick) + sizes_.beside();
    const int bar_gap = even_up(1.4 * sizes_.tick);
    const int panel_gap = even_up(2.0 * sizes_.tick);
    double taken = 2 * sizes_.margin + left + panel_gap * (count - 1) + 2 * count;
    for (const PanelLayout& panel : out_.panels) {
      taken += bar_gap + panel.bar.colors.width + sizes_.beside() + panel.bar.column_width +
               label_column;
    }
    const int room = static_cast<int>((width_ - taken) / count);
    HEATREEL_REQUIRE(room >= 2);
    out_.x_cells = CellBlocks::fit(axes_.x.axis().size(), even_down(room));
    const int extent = out_.x_cells.extent();
    double x = sizes_.margin + left + (room - extent) * count / 2.0;
    for (PanelLayout& panel : out_.panels) {
      panel.plot.x = even_up(x);
      panel.plot.width = extent;
      Rect& colors = panel.bar.colors;
      colors.x = even_up(panel.plot.right() + bar_gap - 1);
      x = colors.right() + sizes_.beside() + panel.bar.column_width + label_column;
      const int end = std::min(width_, static_cast<int>(std::ceil(x)) + panel_gap / 2);
      const int begin = colors.x - sizes_.line;
      panel.bar.area.x = begin;
      panel.bar.area.width = end - begin;
      x += panel_gap;
    }
  }

  /// Left-aligned with the heat map, further left as far as a long text needs it.
  PlacedText header_line(const std::string& text, double size, double baseline) const {
    const double room = width_ - 2 * sizes_.margin;
    const FittedText fitted = fit_text(text, "", size, smallest_of(size), room);
    const double latest = width_ - sizes_.margin - text_width(fitted.text, fitted.size);
    const double left = out_.panels.front().plot.x;
    return {fitted.text,
            {std::max<double>(sizes_.margin, std::min<double>(left, latest)), baseline},
            fitted.size};
  }

  void place_header() {
    double y = sizes_.margin;
    if (!options_.title.empty()) {
      out_.title = header_line(options_.title, sizes_.title, y + cap_height(sizes_.title));
      y += text_height(sizes_.title);
    }
    if (!options_.subtitle.empty()) {
      y += 0.4 * sizes_.subtitle;
      out_.subtitle =
          header_line(options_.subtitle, sizes_.subtitle, y + cap_height(sizes_.subtitle));
    }
  }

  /// Between tick labels and an upward label.
  double label_gap() const { return 0.6 * sizes_.label; }

  PlacedText axis_label(const Label& label, int exponent, Point anchor, double room) const {
    const FittedText fitted =
        fit_text(label.name, label.suffix(exponent), sizes_.label, smallest_of(sizes_.label), room);
    return {fitted.text, anchor, fitted.size};
  }

  /// Ticks and labels below each heat map, between the bounds that its neighbours leave.
  /// \returns where the row of labels begins
  double place_x_axes() {
    const double ticks_end =
        out_.panels.front().plot.bottom() + sizes_.beside() + cap_height(sizes_.tick);
    out_.x_tick_baseline = ticks_end;
    const double baseline = ticks_end + 0.6 * sizes_.label + cap_height(sizes_.label);
    double first = sizes_.margin;
    if (!legend_has_own_row()) {
      place_legend_row(baseline);
    }
    for (PanelLayout& panel : out_.panels) {
      const bool last_panel = &panel == &out_.panels.back();
      const double last = last_panel ? width_ - sizes_.margin : panel.bar.area.right();
      TickRoom axis;
      axis.ticks = [&](int count) { return axes_.x.ticks(count); };
      axis.pixel = [&](double value) { return panel.plot_x(axes_.x.position(value)); };
      axis.extent = [&](const Tick& tick) { return text_width(tick.label, sizes_.tick); };
      axis.gap = sizes_.tick;
      axis.first = first + (first > sizes_.margin ? 0.5 * sizes_.tick : 0.0);
      axis.last = last - (last_panel ? 0.0 : 0.5 * sizes_.tick);
      panel.x_ticks = fit_ticks(axis, most_ticks(panel.plot.width, 5.0 * sizes_.tick));

      const double center = panel.plot.x + panel.plot.width / 2.0;
      const double right = legend_has_own_row() ? axis.last : legend_left_ - sizes_.label;
      PlacedText& label = panel.x_label;
      label = axis_label(axes_.x.label(), panel.x_ticks.exponent, {center, baseline},
                         right - axis.first);
      // Off the centre only as far as a long text needs it.
      const double half = text_width(label.text, label.size) / 2.0;
      label.anchor.x = std::max(axis.first + half, std::min(center, right - half));
      first = last;
    }
    return baseline - cap_height(sizes_.label) - 0.4 * sizes_.label;
  }

  /// The labels that are read upward, centred on the heat map. Long ones reach beyond it, as far as
  /// the rows above and below allow.
  void place_upward_labels(int header_bottom, double x_labels_top) {
    const Rect& plot = out_.panels.front().plot;
    const double center = plot.y + plot.height / 2.0;
    const double reach = std::min(center - header_bottom, x_labels_top - center);
    const double y_baseline = plot.x - sizes_.beside() - widest_label(out_.y_ticks, sizes_.tick) -
                              label_gap() - descent(sizes_.label);
    out_.y_label =
        axis_label(axes_.y.label(), out_.y_ticks.exponent, {y_baseline, center}, 2.0 * reach);
    for (PanelLayout& panel : out_.panels) {
      BarLayout& bar = panel.bar;
      bar.label_size = sizes_.label;
      bar.label_room = 2.0 * reach;
      bar.label_anchor = {bar.colors.right() + sizes_.beside() + bar.column_width + label_gap() +
                              cap_height(sizes_.label),
                          center};
      // The highest tick's label reaches above the bar by half its height.
      bar.area.y = header_bottom - static_cast<int>(0.6 * sizes_.tick);
      bar.area.height = static_cast<int>(x_labels_top) - bar.area.y;
    }
  }

  void place_timeline() {
    out_.timeline_left = out_.panels.front().plot.x;
    out_.timeline_right = out_.panels.back().bar.colors.right();
    TickRoom room;
    room.ticks = [&](int count) { return written_out(axes_.t.ticks(count)); };
    room.pixel = [&](double value) { return out_.timeline_x(axes_.t, axes_.t.position(value)); };
    room.extent = [&](const Tick& tick) { return text_width(tick.label, sizes_.tick); };
    room.gap = sizes_.tick;
    room.first = sizes_.margin;
    room.last = width_ - sizes_.margin;
    const int length = out_.timeline_right - out_.timeline_left;
    out_.t_ticks = fit_ticks(room, most_ticks(length, 5.0 * sizes_.tick));
    place_t_name();
  }

  /// The swept parameter's name before " = value": with its long name if there is room. One size
  /// for the whole movie.
  void place_t_name() {
    const std::int64_t frames = axes_.t.axis().size();
    constexpr std::int64_t most_samples = 500;
    std::string longest;
    for (std::int64_t k = 0; k < frames; k += 1 + frames / most_samples) {
      const std::string text = timeline_value(axes_.t, k);
      if (text_width(text, sizes_.label) > text_width(longest, sizes_.label)) {
        longest = text;
      }
    }
    const double counter = text_width(frame_counter(frames - 1, frames), sizes_.tick);
    const double end = out_.timeline_right - counter - 2.0 * sizes_.label;
    const double room = end - sizes_.margin;
    std::string name = axes_.t.label().name;
    if (text_width(name + longest, sizes_.label) > end - out_.timeline_left) {
      name = axes_.t.short_name();
    }
    const FittedText fitted =
        fit_text(name, longest, sizes_.label, smallest_of(sizes_.label), room);
    const bool named = fitted.text.ends_with(longest);
    out_.t_name.text = named ? fitted.text.substr(0, fitted.text.size() - longest.size()) : "";
    out_.t_name.size = fitted.size;
    // Further left than the timeline only as far as a long text needs it.
    const double latest = end - text_width(out_.t_name.text + longest, fitted.size);
    out_.t_name.anchor.x =
        std::max<double>(sizes_.margin, std::min<double>(out_.timeline_left, latest));
    out_.t_room = end - out_.t_name.anchor.x;
  }

  const Axes& axes_;
  const PictureOptions& options_;
  int width_;
  int height_;
  PictureSizes sizes_;
  Layout out_ = {};
  int legend_left_ = 0;
};

}  // namespace

double smallest_of(double size) {
  return std::max(std::min(size, smallest_font), most_shrunk * size);
}

PictureSizes PictureSizes::of(int width, int height, std::size_t panels) {
  // Sizes for 1280×720; the narrower side decides.
  const double scale =
      std::min(height / 720.0, width / (960.0 + 480.0 * static_cast<double>(panels - 1)));
  const auto pixels = [&](double size, double least) {
    return static_cast<int>(std::lround(std::max(size * scale, least)));
  };
  PictureSizes m = {};
  m.title = std::max(23.0 * scale, 11.0);
  m.subtitle = std::max(14.5 * scale, smallest_font);
  m.label = std::max(16.5 * scale, smallest_font);
  m.tick = std::max(15.0 * scale, smallest_font);
  m.margin = pixels(20.0, 6.0);
  m.line = pixels(1.2, 1.0);
  m.tick_length = pixels(6.0, 3.0);
  m.tick_gap = pixels(4.0, 2.0);
  return m;
}

Layout Layout::of(const Axes& axes, const PictureOptions& options) {
  return LayoutBuilder(axes, options).build();
}

double Layout::timeline_x(const AxisScale& t, double position) const {
  const std::int64_t last = t.axis().size() - 1;
  const double begin = t.position_of(0);
  const double end = t.position_of(last);
  const double fraction = last == 0 ? 0.5 : (position - begin) / (end - begin);
  return timeline_left + fraction * (timeline_right - timeline_left);
}

std::string timeline_value(const AxisScale& t, grid::FrameIndex frame) {
  const std::string unit = t.label().unit;
  return fmt::format(" = {}{}{}", t.text(frame), unit.empty() ? "" : " ", unit);
}

std::string timeline_text(const Layout& layout, const AxisScale& t, grid::FrameIndex frame) {
  const double size = layout.t_name.size;
  return fit_text(layout.t_name.text + timeline_value(t, frame), "", size, size, layout.t_room)
      .text;
}

std::string frame_counter(grid::FrameIndex frame, std::int64_t frames) {
  return fmt::format("{} / {}", frame + 1, frames);
}

}  // namespace heatreel::render
