// SPDX-License-Identifier: GPL-3.0-or-later
#include "heatreel/render/layout.hpp"

#include "tick_fit.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "heatreel/base/contract.hpp"

namespace heatreel::render {

namespace {

constexpr double smallest_font = 9.0;
/// Texts that are too long shrink to this part of their size before they are cut.
constexpr double most_shrunk = 0.75;

double smallest_of(double size) {
  return std::max(std::min(size, smallest_font), most_shrunk * size);
}
int even_down(int value) { return value - value % 2; }
int even_up(double value) { return even_down(static_cast<int>(std::ceil(value)) + 1); }

/// Height of a line of text, with what hangs below.
double text_height(double size) { return cap_height(size) + descent(size); }

/// How many ticks look well on `extent` pixels at a distance of `spacing`. With four or more asked
/// for, at least two are found.
int most_ticks(int extent, double spacing) {
  return std::clamp(static_cast<int>(extent / spacing), 4, 12);
}

/// Ticks that bear their power of ten themselves, where no axis label does.
TickSet written_out(TickSet ticks) {
  for (Tick& tick : ticks.major) {
    if (ticks.exponent != 0 && tick.value != 0.0) {
      tick.label += "×" + power_of_ten(ticks.exponent);
    }
  }
  ticks.exponent = 0;
  return ticks;
}

/// Builds a Layout from the outside to the inside: what stands above and below the heat map does
/// not depend on its size, and what stands beside it (tick labels) depends on its height alone.
class LayoutBuilder {
 public:
  LayoutBuilder(const Scales& scales, const PictureOptions& options)
      : scales_(scales),
        captions_(options.captions),
        width_(options.width),
        height_(options.height),
        m_(Metrics::of(options.width, options.height)) {
    out_.metrics = m_;
  }

  Layout build() {
    place_timeline_rows();
    const int bottom = place_x_axis_rows();
    const int top = header_height();
    place_vertically(top, bottom);
    place_horizontally();
    place_header();
    place_legend_and_x_label();
    place_upward_labels(top);
    place_timeline();
    return std::move(out_);
  }

 private:
  // From the bottom up: tick labels, line with marker, text with the current value.
  void place_timeline_rows() {
    out_.t_tick_baseline = height_ - m_.margin;
    const double labels_top = out_.t_tick_baseline - cap_height(m_.tick);
    out_.timeline_y = static_cast<int>(labels_top) - m_.tick_gap - m_.tick_length - m_.line;
    out_.t_name.anchor.y = out_.timeline_y - 0.95 * m_.tick - descent(m_.label);
    const int top = static_cast<int>(out_.t_name.anchor.y - 1.1 * cap_height(m_.label));
    out_.timeline = {0, top, width_, height_ - top};
  }

  /// \returns where the heat map must end
  int place_x_axis_rows() {
    out_.x_label.anchor.y = out_.timeline.y - 0.8 * m_.label - descent(m_.label);
    x_axis_height_ = m_.line + m_.tick_length + m_.tick_gap + cap_height(m_.tick) + 0.6 * m_.label +
                     text_height(m_.label);
    return static_cast<int>(out_.timeline.y - 0.8 * m_.label - x_axis_height_);
  }

  int header_height() const {
    double y = m_.margin;
    y += captions_.title.empty() ? 0.0 : text_height(m_.title);
    y += captions_.subtitle.empty() ? 0.0 : 0.4 * m_.subtitle + text_height(m_.subtitle);
    return even_up(y + 0.95 * m_.tick);
  }

  void place_vertically(int top, int bottom) {
    HEATREEL_REQUIRE(bottom > top);
    out_.y_cells = CellBlocks::fit(scales_.y.axis().size(), even_down(bottom - top));
    const int spare = bottom - top - out_.y_cells.extent();
    out_.plot.y = top + even_down(spare / 2);
    out_.plot.height = out_.y_cells.extent();

    TickRoom room;
    room.ticks = [&](int count) { return scales_.y.ticks(count); };
    room.pixel = [&](double value) { return out_.plot_y(scales_.y.position(value)); };
    room.extent = [&](const Tick&) { return cap_height(m_.tick); };
    room.gap = 0.6 * m_.tick;
    room.last = height_;
    const int most = most_ticks(out_.plot.height, 3.5 * m_.tick);
    out_.y_ticks = fit_ticks(room, most);
    room.ticks = [&](int count) { return scales_.value.ticks(count); };
    room.pixel = [&](double value) { return out_.plot_y(scales_.value.position(value)); };
    out_.value_ticks = fit_ticks(room, most);
  }

  // From left to right: y label, y tick labels, heat map, colour bar, its tick labels, its label.
  void place_horizontally() {
    const double label_column = text_height(m_.label) + label_gap();
    const int ticks = m_.line + m_.tick_length + m_.tick_gap;
    const double left = label_column + widest_label(out_.y_ticks, m_.tick) + ticks;
    const int bar_gap = even_up(1.4 * m_.tick);
    const int bar_width = even_up(1.4 * m_.tick);
    value_column_ = ticks + widest_label(out_.value_ticks, m_.tick);
    const double right = bar_gap + bar_width + value_column_ + label_column;
    const int room = static_cast<int>(width_ - 2 * m_.margin - left - right) - 2;
    HEATREEL_REQUIRE(room > 1);
    out_.x_cells = CellBlocks::fit(scales_.x.axis().size(), even_down(room));
    const int spare = room - out_.x_cells.extent();
    out_.plot.x = even_up(m_.margin + left + spare / 2.0);
    out_.plot.width = out_.x_cells.extent();
    out_.bar = {even_up(out_.plot.right() + bar_gap - 1), out_.plot.y, bar_width, out_.plot.height};

    TickRoom axis;
    axis.ticks = [&](int count) { return scales_.x.ticks(count); };
    axis.pixel = [&](double value) { return out_.plot_x(scales_.x.position(value)); };
    axis.extent = [&](const Tick& tick) { return text_width(tick.label, m_.tick); };
    axis.gap = m_.tick;
    axis.first = m_.margin;
    axis.last = width_ - m_.margin;
    out_.x_ticks = fit_ticks(axis, most_ticks(out_.plot.width, 5.0 * m_.tick));
  }

  /// Left-aligned with the heat map, further left as far as a long text needs it.
  PlacedText header_line(const std::string& text, double size, double baseline) const {
    const double room = width_ - 2 * m_.margin;
    const FittedText fitted = fit_text(text, "", size, smallest_of(size), room);
    const double latest = width_ - m_.margin - text_width(fitted.text, fitted.size);
    return {fitted.text,
            {std::max<double>(m_.margin, std::min<double>(out_.plot.x, latest)), baseline},
            fitted.size};
  }

  void place_header() {
    double y = m_.margin;
    if (!captions_.title.empty()) {
      out_.title = header_line(captions_.title, m_.title, y + cap_height(m_.title));
      y += text_height(m_.title);
    }
    if (!captions_.subtitle.empty()) {
      y += 0.4 * m_.subtitle;
      out_.subtitle = header_line(captions_.subtitle, m_.subtitle, y + cap_height(m_.subtitle));
    }
  }

  /// Between tick labels and an upward label.
  double label_gap() const { return 0.6 * m_.label; }

  PlacedText axis_label(const Label& label, int exponent, Point anchor, double room) const {
    const FittedText fitted =
        fit_text(label.name, label.suffix(exponent), m_.label, smallest_of(m_.label), room);
    return {fitted.text, anchor, fitted.size};
  }

  /// The labels that are read upward, centred on the heat map. Long ones reach beyond it, as far as
  /// the rows above and below allow.
  void place_upward_labels(int header_bottom) {
    const double center = out_.plot.y + out_.plot.height / 2.0;
    const double row_below = out_.x_label.anchor.y - cap_height(m_.label) - 0.4 * m_.label;
    const double reach = std::min(center - header_bottom, row_below - center);
    const double ticks = m_.line + m_.tick_length + m_.tick_gap;
    const double y_baseline =
        out_.plot.x - ticks - widest_label(out_.y_ticks, m_.tick) - label_gap() - descent(m_.label);
    out_.y_label =
        axis_label(scales_.y.label(), out_.y_ticks.exponent, {y_baseline, center}, 2.0 * reach);
    const double value_baseline =
        out_.bar.right() + value_column_ + label_gap() + cap_height(m_.label);
    out_.value_label = axis_label(Label::parse(captions_.value_label), out_.value_ticks.exponent,
                                  {value_baseline, center}, 2.0 * reach);
  }

  /// The x label's row holds the legend at its right end.
  void place_legend_and_x_label() {
    const double below_plot = out_.plot.bottom() + m_.line + m_.tick_length + m_.tick_gap;
    out_.x_tick_baseline = below_plot + cap_height(m_.tick);
    const double baseline = out_.x_tick_baseline + 0.6 * m_.label + cap_height(m_.label);
    const int swatch = swatch_size(m_);
    const int legend_width = swatch + even_up(0.5 * m_.tick + text_width(no_value_text, m_.tick));
    const int legend_x = even_down(width_ - m_.margin - legend_width);
    const int middle = static_cast<int>(baseline - cap_height(m_.tick) / 2.0);
    out_.legend = {legend_x, even_down(middle - swatch / 2), legend_width, swatch};

    const double center = out_.plot.x + out_.plot.width / 2.0;
    const double reach = std::min(center - m_.margin, legend_x - m_.label - center);
    out_.x_label =
        axis_label(scales_.x.label(), out_.x_ticks.exponent, {center, baseline}, 2.0 * reach);
  }

  void place_timeline() {
    out_.timeline_left = out_.plot.x;
    out_.timeline_right = out_.bar.right();
    TickRoom room;
    room.ticks = [&](int count) { return written_out(scales_.t.ticks(count)); };
    room.pixel = [&](double value) {
      return out_.timeline_x(scales_.t, scales_.t.position(value));
    };
    room.extent = [&](const Tick& tick) { return text_width(tick.label, m_.tick); };
    room.gap = m_.tick;
    room.first = m_.margin;
    room.last = width_ - m_.margin;
    const int length = out_.timeline_right - out_.timeline_left;
    out_.t_ticks = fit_ticks(room, most_ticks(length, 5.0 * m_.tick));
    place_t_name();
  }

  /// The swept parameter's name before " = value": with its long name if there is room. One size
  /// for the whole movie.
  void place_t_name() {
    const std::int64_t frames = scales_.t.axis().size();
    constexpr std::int64_t most_samples = 500;
    std::string longest;
    for (std::int64_t k = 0; k < frames; k += 1 + frames / most_samples) {
      const std::string text = timeline_value(scales_.t, k);
      if (text_width(text, m_.label) > text_width(longest, m_.label)) {
        longest = text;
      }
    }
    const double counter = text_width(frame_counter(frames - 1, frames), m_.tick);
    const double end = out_.timeline_right - counter - 2.0 * m_.label;
    const double room = end - m_.margin;
    std::string name = scales_.t.label().name;
    if (text_width(name + longest, m_.label) > end - out_.timeline_left) {
      name = scales_.t.axis().name();
    }
    const FittedText fitted = fit_text(name, longest, m_.label, smallest_of(m_.label), room);
    const bool named = fitted.text.ends_with(longest);
    out_.t_name.text = named ? fitted.text.substr(0, fitted.text.size() - longest.size()) : "";
    out_.t_name.size = fitted.size;
    // Further left than the timeline only as far as a long text needs it.
    const double latest = end - text_width(out_.t_name.text + longest, fitted.size);
    out_.t_name.anchor.x =
        std::max<double>(m_.margin, std::min<double>(out_.timeline_left, latest));
    out_.t_room = end - out_.t_name.anchor.x;
  }

  const Scales& scales_;
  const Captions& captions_;
  int width_;
  int height_;
  Metrics m_;
  Layout out_ = {};
  double x_axis_height_ = 0.0;
  double value_column_ = 0.0;  ///< ticks and tick labels of the colour bar
};

}  // namespace

Metrics Metrics::of(int width, int height) {
  // Sizes for 1280×720; the narrower side decides.
  const double scale = std::min(height / 720.0, width / 960.0);
  const auto pixels = [&](double size, double least) {
    return static_cast<int>(std::lround(std::max(size * scale, least)));
  };
  Metrics m = {};
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

Layout Layout::of(const Scales& scales, const PictureOptions& options) {
  return LayoutBuilder(scales, options).build();
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

int swatch_size(const Metrics& metrics) { return even_up(0.8 * metrics.tick); }

}  // namespace heatreel::render
