// SPDX-License-Identifier: GPL-3.0-or-later
#include "heatreel/render/curve_figure.hpp"

#include "curve_layout.hpp"
#include "curve_path.hpp"

#include <algorithm>
#include <array>

#include "heatreel/base/pending_file.hpp"

namespace heatreel::render {

namespace {

constexpr double curve_thickness = 0.11;  ///< parts of the size of text
constexpr double dot_radius = 0.13;
constexpr double mark_radius = 0.24;

Rgb mixed(Rgb a, Rgb b, double part) {
  const auto channel = [&](std::uint8_t from, std::uint8_t to) {
    return static_cast<std::uint8_t>(from + part * (to - from));
  };
  return {channel(a.red, b.red), channel(a.green, b.green), channel(a.blue, b.blue)};
}

/// Draws one plot in its place.
class PlotDrawer {
 public:
  PlotDrawer(Canvas& canvas, const CurveFigure& figure, const PlotLayout& place)
      : canvas_(canvas),
        sizes_(PictureSizes::of_text(figure.text)),
        theme_(figure.theme),
        place_(place) {}

  void draw(const Plot& plot) {
    if (plot.shade) {
      const double left = place_.x(plot.shade->low);
      const Point top = {left, static_cast<double>(place_.area.y)};
      const Point bottom = {place_.x(plot.shade->high), static_cast<double>(place_.area.bottom())};
      const Rgb color = mixed(theme_.background, theme_.ink, shade_darkness);
      const std::array<Point, 4> corners = {top, {bottom.x, top.y}, bottom, {top.x, bottom.y}};
      canvas_.polygon(corners, color, 0.0, color);
    }
    for (const Curve& curve : plot.curves) {
      draw_curve(curve);
    }
    for (const Curve& curve : plot.curves) {
      draw_marks(curve);
    }
    canvas_.frame(place_.area, sizes_.line, theme_.ink);
    draw_x_axis();
    draw_y_axis();
    for (const PlacedKey& key : place_.keys) {
      canvas_.segments(std::array{key.begin, key.end}, 1.5 * thickness(), key.color);
      canvas_.text(key.name.text, key.name.anchor, {key.name.size, theme_.ink});
    }
  }

 private:
  static constexpr double shade_darkness = 0.07;
  static constexpr double faintness = 0.65;

  double thickness() const { return curve_thickness * sizes_.label; }

  void draw_curve(const Curve& curve) {
    const Rgb color = curve.faint ? mixed(curve.color, theme_.background, faintness) : curve.color;
    const auto points = pixels_of(curve, place_);
    if (!curve.is_joined) {
      for (const Point& point : distinct_points(points)) {
        canvas_.disc(point, dot_radius * sizes_.label, color);
      }
      return;
    }
    for (const auto& line : joined_lines(points)) {
      canvas_.line(line, thickness(), color);
    }
  }

  /// Marks are smaller where they would cover each other.
  void draw_marks(const Curve& curve) {
    double radius = mark_radius * sizes_.label;
    for (std::size_t i = 1; i < curve.marks.size(); ++i) {
      const double distance = place_.x(curve.marks[i].x) - place_.x(curve.marks[i - 1].x);
      radius = std::min(radius, std::max(dot_radius * sizes_.label, 0.4 * distance));
    }
    for (const Point& mark : curve.marks) {
      const Point at = {place_.x(mark.x), place_.y(mark.y)};
      canvas_.disc(at, radius, theme_.ink);
      canvas_.disc(at, 0.6 * radius, curve.color);
    }
  }

  void draw_x_axis() {
    for (const Tick& tick : place_.x_ticks.major) {
      const double x = place_.x(tick.value);
      canvas_.fill({static_cast<int>(x) - sizes_.line / 2, place_.area.bottom() + sizes_.line,
                    sizes_.line, sizes_.tick_length},
                   theme_.ink);
      if (place_.x_label) {
        canvas_.text(tick.label, {x, place_.x_number_baseline},
                     {sizes_.tick, theme_.ink, Align::center});
      }
    }
    if (place_.x_label) {
      canvas_.text(place_.x_label->text, place_.x_label->anchor,
                   {place_.x_label->size, theme_.ink, Align::center});
    }
  }

  void draw_y_axis() {
    for (const Tick& tick : place_.y_ticks.major) {
      const double y = place_.y(tick.value);
      canvas_.fill({place_.area.x - sizes_.line - sizes_.tick_length,
                    static_cast<int>(y) - sizes_.line / 2, sizes_.tick_length, sizes_.line},
                   theme_.ink);
      canvas_.text(
          tick.label,
          {static_cast<double>(place_.area.x - sizes_.beside()), y + cap_height(sizes_.tick) / 2.0},
          {sizes_.tick, theme_.ink, Align::right});
    }
    canvas_.text(place_.y_label.text, place_.y_label.anchor,
                 {place_.y_label.size, theme_.ink, Align::center, Direction::upward});
  }

  Canvas& canvas_;
  PictureSizes sizes_;
  const Theme& theme_;
  const PlotLayout& place_;
};

void draw_on(Canvas& canvas, const CurveFigure& figure, const CurveLayout& layout) {
  canvas.fill({0, 0, figure.width, layout.height}, figure.theme.background);
  for (const PlacedText& line : layout.title) {
    canvas.text(line.text, line.anchor, {line.size, figure.theme.ink});
  }
  for (const PlacedText& line : layout.subtitles) {
    canvas.text(line.text, line.anchor, {line.size, figure.theme.quiet});
  }
  for (std::size_t row = 0; row < figure.rows.size(); ++row) {
    PlotDrawer(canvas, figure, layout.rows[row]).draw(figure.rows[row]);
  }
  if (figure.square) {
    PlotDrawer(canvas, figure, *layout.square).draw(*figure.square);
  }
}

}  // namespace

Rgb series_color(std::size_t index) {
  // The page's, see share/explore/page.css.
  constexpr std::array<Rgb, series_colors> colors = {{{0x00, 0x72, 0xB2},
                                                      {0xD5, 0x5E, 0x00},
                                                      {0x00, 0x9E, 0x73},
                                                      {0xB3, 0x5A, 0x90},
                                                      {0xC7, 0x85, 0x00},
                                                      {0x4A, 0x9F, 0xD0}}};
  return colors.at(index % colors.size());
}

Picture draw(const CurveFigure& figure) {
  const CurveLayout layout(figure);
  Picture picture{figure.width, layout.height, {}};
  picture.pixels.resize(picture.stride() * static_cast<std::size_t>(picture.height));
  Canvas canvas(picture);
  draw_on(canvas, figure, layout);
  return picture;
}

void write_page(const CurveFigure& figure, const std::string& path, PageFormat format, double dpi) {
  const CurveLayout layout(figure);
  base::PendingFile file(path, "the picture");
  Canvas page({file.temporary(), format, figure.width, layout.height, dpi, figure.title});
  draw_on(page, figure, layout);
  page.finish();
  file.commit();
}

}  // namespace heatreel::render
