// SPDX-License-Identifier: GPL-3.0-or-later
#include "heatreel/render/layout.hpp"

#include "layout_builder.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

namespace heatreel::render {

namespace {

constexpr double smallest_font = 9.0;
/// Texts that are too long shrink to this part of their size before they are cut.
constexpr double most_shrunk = 0.75;

}  // namespace

double smallest_of(double size) {
  return std::max(std::min(size, smallest_font), most_shrunk * size);
}

PictureSizes PictureSizes::of_text(double text) {
  const auto pixels = [&](double part, double least) {
    return static_cast<int>(std::lround(std::max(part * text, least)));
  };
  PictureSizes m = {};
  m.title = 1.2 * text;
  m.subtitle = 0.9 * text;
  m.label = text;
  m.tick = text;
  m.margin = pixels(1.0, 6.0);
  m.line = pixels(0.06, 1.0);
  m.tick_length = pixels(0.3, 3.0);
  m.tick_gap = pixels(0.2, 2.0);
  return m;
}

PictureSizes PictureSizes::of(const PictureOptions& options, const Arrangement& arrangement) {
  if (options.text > 0.0) {
    return of_text(options.text);
  }
  // matplotlib's text has 10 points in a figure of 4.8 inches, of 72 points each.
  constexpr double part_of_height = 10.0 / (4.8 * 72.0);
  constexpr double usual_shape = 4.0 / 3.0;
  const double height = options.height / (1.0 + 0.35 * (arrangement.rows - 1));
  const double width = options.width / (1.0 + 0.5 * (arrangement.columns - 1));
  const double text = part_of_height * std::min(height, width / usual_shape);
  PictureSizes sizes = of_text(std::max(text, smallest_font));
  sizes.subtitle = std::max(sizes.subtitle, smallest_font);
  return sizes;
}

std::optional<Layout> Layout::find(const Axes& axes, const PictureOptions& options) {
  const auto panels = static_cast<int>(options.panels.size());
  std::optional<Layout> best;
  for (int columns = panels; columns >= 1; --columns) {
    if (options.columns != 0 && columns != std::min(options.columns, panels)) {
      continue;
    }
    const Arrangement arrangement{columns, (panels + columns - 1) / columns};
    if (options.columns == 0 && columns > (panels + arrangement.rows - 1) / arrangement.rows) {
      continue;  // fewer columns take no more rows
    }
    auto layout = LayoutBuilder(axes, options, arrangement).build();
    if (layout && (!best || layout->cell_side > best->cell_side)) {
      best = std::move(layout);
    }
  }
  return best;
}

std::optional<NaturalShape> natural_shape(const grid::ParameterGrid& grid, PictureOptions options) {
  constexpr double readable = 4.0;  // times the size of text
  const Axes axes{AxisScale(grid.x()), AxisScale(grid.y()), AxisScale(grid.t())};
  const auto panels = static_cast<int>(options.panels.size());
  const bool chosen = options.columns != 0;
  const int most = chosen ? std::min(options.columns, panels)
                   : panels <= 3
                       ? panels
                       : static_cast<int>(std::ceil(std::sqrt(static_cast<double>(panels))));
  for (int columns = most; columns >= (chosen ? most : 1); --columns) {
    options.columns = columns;
    // As high as nothing can be; what is not needed is taken off.
    options.height = even_down(4 * options.width * panels);
    for (int pass = 0; pass < 2; ++pass) {
      const auto layout = Layout::find(axes, options);
      if (!layout || layout->panels.front().plot.width < readable * options.text) {
        break;
      }
      options.height -= even_down(layout->spare_height);
      if (pass == 1) {
        return NaturalShape{columns, options.height};
      }
      options.height += 2 * layout->arrangement.rows;  // even numbers are rounded down
    }
  }
  return std::nullopt;
}

double Layout::timeline_x(const AxisScale& t, double position) const {
  const std::int64_t last = t.axis().size() - 1;
  const double begin = t.position_of(0);
  const double end = t.position_of(last);
  const double fraction = last == 0 ? 0.5 : (position - begin) / (end - begin);
  return timeline_left + fraction * (timeline_right - timeline_left);
}

std::vector<LegendEntry> legend_entries(const Layout& layout, const ClassesSeen& seen) {
  constexpr double least_size = 0.6;
  const LegendLayout& legend = layout.legend;
  std::vector<CellClass> classes;
  for (std::size_t c = 1; c < seen.size(); ++c) {
    if (seen[c]) {
      classes.push_back(static_cast<CellClass>(c));
    }
  }
  const auto width_of = [](CellClass of, double size) {
    return legend_swatch(size) + 0.4 * size + text_width(name_of(of), size) + size;
  };
  double size = layout.sizes.tick;
  const auto width = [&] {
    double sum = 0.0;
    for (const CellClass of : classes) {
      sum += width_of(of, size);
    }
    return sum;
  };
  const double room = legend.right - legend.left;
  if (const double wanted = width(); wanted > room) {
    size = std::max({std::min(size, smallest_font), least_size * size, size * room / wanted});
  }
  while (width() > room && classes.size() > 1) {
    classes.erase(classes.begin());
  }
  double x = legend.right - width() + size;
  std::vector<LegendEntry> entries;
  for (const CellClass of : classes) {
    const int swatch = legend_swatch(size);
    const double middle = legend.baseline - cap_height(layout.sizes.tick) / 2.0;
    const int top = even_down(static_cast<int>(middle - swatch / 2.0 + 1.0));
    const int left = even_down(static_cast<int>(x));
    entries.push_back({of,
                       {left, top, swatch, swatch},
                       {name_of(of),
                        {left + swatch + 0.4 * size, top + swatch / 2.0 + cap_height(size) / 2.0},
                        size}});
    x += width_of(of, size);
  }
  return entries;
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
