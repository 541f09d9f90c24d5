// SPDX-License-Identifier: GPL-3.0-or-later
#include "curve_layout.hpp"

#include "layout_builder.hpp"
#include "tick_fit.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "heatreel/base/contract.hpp"

namespace heatreel::render {

namespace {

constexpr double square_part = 0.3;   ///< of the figure's width that a square plot takes
constexpr double line_height = 1.35;  ///< of text, by its size
constexpr std::size_t most_title_lines = 2;

/// Height of a row's area by a square's side: all together grow with their number.
double row_height(std::size_t rows) {
  constexpr double least = 0.45;
  return rows == 1 ? 1.0 : std::max(least, 1.2 / static_cast<double>(rows));
}

class CurveLayoutBuilder {
 public:
  CurveLayoutBuilder(const CurveFigure& figure, CurveLayout& out)
      : figure_(figure), sizes_(PictureSizes::of_text(figure.text)), out_(out), y_(sizes_.margin) {}

  void build() {
    place_texts();
    const int left = sizes_.margin;
    const int right = figure_.width - 2 * sizes_.margin;  // numbers reach beyond the axes
    const int side = static_cast<int>(square_part * figure_.width);
    place_rows(left, figure_.square ? right - side - room_of_square(side) : right, side);
    int bottom = out_.rows.back().area.bottom();
    if (figure_.square) {
      const Rect area = {right - side, out_.rows.front().area.y, side, side};
      out_.square = placed(*figure_.square, area, true);
      bottom = std::max(bottom, area.bottom());
    }
    out_.height = bottom + below_plot() + sizes_.margin;
    out_.height += out_.height % 2;
  }

 private:
  /// Room for numbers and label of the x axis.
  int below_plot() const {
    return sizes_.beside() + static_cast<int>(cap_height(sizes_.tick) + line_height * sizes_.label);
  }

  void place_texts() {
    const double room = figure_.width - 2.0 * sizes_.margin;
    const auto add = [&](const std::string& text, double size, std::vector<PlacedText>& to) {
      for (const FittedText& line :
           wrap_text(text, size, smallest_of(size), room, most_title_lines)) {
        to.push_back(
            {line.text, {static_cast<double>(sizes_.margin), y_ + cap_height(size)}, line.size});
        y_ += line_height * size;
      }
    };
    add(figure_.title, sizes_.title, out_.title);
    for (const std::string& subtitle : figure_.subtitles) {
      add(subtitle, sizes_.subtitle, out_.subtitles);
    }
  }

  /// Beside a square plot: its numbers and label, and a gap.
  int room_of_square(int side) const {
    const TickSet ticks = y_ticks(*figure_.square, {0, 0, side, side});
    return beside(ticks) + static_cast<int>(1.6 * figure_.text);
  }

  int beside(const TickSet& y_ticks) const {
    return sizes_.beside() + static_cast<int>(std::ceil(widest_label(y_ticks, sizes_.tick) +
                                                        line_height * sizes_.label));
  }

  void place_rows(int left, int right, int side) {
    const int height = static_cast<int>(side * row_height(figure_.rows.size()));
    int room = 0;
    for (const Plot& plot : figure_.rows) {
      room = std::max(room, beside(y_ticks(plot, {0, 0, right - left, height})));
    }
    left += room;
    for (const Plot& plot : figure_.rows) {
      y_ += 0.6 * figure_.text;
      std::vector<PlacedKey> keys;
      y_ += place_keys(plot, left, right - left, keys);
      const Rect area = {left, static_cast<int>(y_), right - left, height};
      out_.rows.push_back(placed(plot, area, &plot == &figure_.rows.back()));
      out_.rows.back().keys = std::move(keys);
      y_ += height;
    }
  }

  PlotLayout placed(const Plot& plot, const Rect& area, bool has_x_numbers) const {
    PlotLayout place;
    place.area = area;
    place.x_ends = plot.x;
    place.y_ends = plot.y;
    place.y_ticks = y_ticks(plot, area);
    place.x_ticks = x_ticks(plot, area);
    place.x_number_baseline = area.bottom() + sizes_.beside() + cap_height(sizes_.tick);
    if (has_x_numbers) {
      const FittedText label =
          fit_text(plot.x_label.name, plot.x_label.suffix(place.x_ticks.exponent), sizes_.label,
                   smallest_of(sizes_.label), area.width);
      place.x_label = PlacedText{
          label.text,
          {area.x + area.width / 2.0, place.x_number_baseline + line_height * sizes_.label},
          label.size};
    }
    const FittedText label =
        fit_text(plot.y_label.name, plot.y_label.suffix(place.y_ticks.exponent), sizes_.label,
                 smallest_of(sizes_.label), area.height);
    place.y_label = {
        label.text,
        {area.x - beside(place.y_ticks) + cap_height(sizes_.label), area.y + area.height / 2.0},
        label.size};
    return place;
  }

  /// Places a plot's keys from the top, line after line. \returns the height that they take
  double place_keys(const Plot& plot, double left, double width,
                    std::vector<PlacedKey>& keys) const {
    const double text = figure_.text;
    const double sample = 1.5 * text;
    const double gap = 0.4 * text;
    double x = 0.0;
    double base = y_ + cap_height(text);
    for (const CurveKey& key : plot.keys) {
      const FittedText name = fit_text(key.name, "", text, smallest_of(text), width - sample - gap);
      const double taken = sample + gap + text_width(name.text, name.size);
      if (x > 0.0 && x + taken > width) {
        x = 0.0;
        base += line_height * text;
      }
      const double begin = left + x;
      const double middle = base - cap_height(text) / 2.0;
      keys.push_back({{begin, middle},
                      {begin + sample, middle},
                      key.color,
                      {name.text, {begin + sample + gap, base}, name.size}});
      x += taken + 2.0 * gap;
    }
    return plot.keys.empty() ? 0.0 : base + 0.45 * text - y_;
  }

  TickSet y_ticks(const Plot& plot, const Rect& area) const {
    TickRoom room;
    room.ticks = [&](int count) { return linear_ticks(plot.y.low, plot.y.high, count); };
    room.pixel = [&](double value) {
      return area.bottom() - (value - plot.y.low) / (plot.y.high - plot.y.low) * area.height;
    };
    room.extent = [&](const Tick&) { return cap_height(sizes_.tick); };
    room.gap = 0.5 * sizes_.tick;
    room.first = area.y - 0.5 * sizes_.tick;
    room.last = area.bottom() + 0.5 * sizes_.tick;
    return fit_ticks(room, most_ticks(area.height, 2.5 * sizes_.tick));
  }

  TickSet x_ticks(const Plot& plot, const Rect& area) const {
    TickRoom room;
    room.ticks = [&](int count) { return linear_ticks(plot.x.low, plot.x.high, count); };
    room.pixel = [&](double value) {
      return area.x + (value - plot.x.low) / (plot.x.high - plot.x.low) * area.width;
    };
    room.extent = [&](const Tick& tick) { return text_width(tick.label, sizes_.tick); };
    room.gap = sizes_.tick;
    room.first = area.x - 2.0 * sizes_.tick;
    room.last = area.right() + 2.0 * sizes_.tick;
    return fit_ticks(room, most_ticks(area.width, 5.0 * sizes_.tick));
  }

  const CurveFigure& figure_;
  PictureSizes sizes_;
  CurveLayout& out_;
  double y_;  ///< where the next thing begins
};

}  // namespace

CurveLayout::CurveLayout(const CurveFigure& figure) {
  HEATREEL_REQUIRE(!figure.rows.empty() && figure.width > 0 && figure.text > 0.0);
  CurveLayoutBuilder(figure, *this).build();
}

}  // namespace heatreel::render
