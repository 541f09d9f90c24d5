// SPDX-License-Identifier: GPL-3.0-or-later
#include "figure.hpp"

#include <algorithm>
#include <cmath>
#include <tuple>
#include <utility>

#include <fmt/format.h>

#include "heatreel/app/choice.hpp"
#include "heatreel/base/error.hpp"
#include "heatreel/base/text.hpp"
#include "heatreel/movie/picture_plan.hpp"
#include "heatreel/render/axis_scale.hpp"
#include "heatreel/render/heatmap_renderer.hpp"
#include "heatreel/render/layout.hpp"

namespace heatreel::movie {

namespace {

constexpr int sheet_width = 1920;
constexpr int sheet_height = 1080;
constexpr std::int64_t sheet_frames = 12;

/// A heat map of a figure.
struct Map {
  std::size_t field;
  grid::FrameIndex frame;
};

/// Field after field, each with all frames.
std::vector<Map> maps_of(std::size_t fields, const std::vector<grid::FrameIndex>& frames) {
  std::vector<Map> maps;
  for (std::size_t field = 0; field < fields; ++field) {
    for (const grid::FrameIndex frame : frames) {
      maps.push_back({field, frame});
    }
  }
  return maps;
}

/// "(a)", "(b)", … "(z)", "(aa)", …
std::string letter(std::size_t index) {
  constexpr std::size_t letters = 26;
  std::string name(1, static_cast<char>('a' + index % letters));
  if (index >= letters) {
    name.insert(name.begin(), static_cast<char>('a' + index / letters - 1));
  }
  return fmt::format("({})", name);
}

/// "G = 0.5 nM"
std::string frame_text(const render::AxisScale& t, grid::FrameIndex frame) {
  return t.short_name() + render::timeline_value(t, frame);
}

/// The panels of a picture, whose first ones are those of the fields, become one for each map.
void lay_out(const std::vector<Map>& maps, const std::vector<Field>& fields, bool letters,
             render::PictureOptions& picture) {
  const render::AxisScale t(fields.front().layout().grid.t());
  const std::vector<render::PanelOptions> of_fields = std::move(picture.panels);
  const std::size_t frames = maps.size() / fields.size();
  bool own_bars = frames == 1;
  picture.panels.clear();
  for (std::size_t m = 0; m < maps.size(); ++m) {
    render::PanelOptions panel = of_fields[maps[m].field];
    if (const auto of_frame = std::exchange(panel.color.of_frame, nullptr)) {
      const auto range = of_frame(maps[m].frame);
      panel.color.no_value = !range;
      std::tie(panel.color.low, panel.color.high) = range.value_or(std::pair(0.0, 0.0));
      own_bars = true;
    }
    panel.caption = letters ? fmt::format("{} {}", letter(m), frame_text(t, maps[m].frame))
                            : frame_text(t, maps[m].frame);
    panel.has_bar = own_bars || (m + 1) % frames == 0;
    picture.panels.push_back(std::move(panel));
  }
  picture.shared_bar = fields.size() == 1 && !own_bars;
  if (fields.size() > 1 && frames > 1 && picture.columns == 0) {
    picture.columns = static_cast<int>(frames);
  }
  picture.timeline = false;
}

/// Whether a frame has a cell without a normal value.
bool has_marks(const Field& field, grid::FrameIndex frame) {
  bool found = false;
  field.read(frame, [&](const render::CellRows& rows) {
    for (std::size_t cell = 0; cell < rows.values.size() && !found; ++cell) {
      found = render::classify(rows.values[cell], rows.status[cell]) != render::CellClass::value;
    }
  });
  return found;
}

void read_maps(const std::vector<Map>& maps, const std::vector<Field>& fields,
               render::HeatmapRenderer& renderer) {
  renderer.begin(maps.front().frame);
  for (std::size_t m = 0; m < maps.size(); ++m) {
    fields[maps[m].field].read(maps[m].frame,
                               [&](const render::CellRows& rows) { renderer.add_rows(m, rows); });
  }
}

/// Shape of the maps if neither units nor the user choose one: that of the grid, within limits.
double usual_aspect(const grid::ParameterGrid& grid) {
  constexpr double longest = 1.6;
  const double cells = static_cast<double>(grid.x().size()) / static_cast<double>(grid.y().size());
  return std::clamp(cells, 1.0 / longest, longest);
}

int pixels_of(double mm, int dpi) {
  constexpr double mm_an_inch = 25.4;
  return 2 * static_cast<int>(std::lround(mm / mm_an_inch * dpi / 2.0));
}

[[noreturn]] void refuse_size(const config::FigureOptions& figure, const std::string& why,
                              const std::string& suggestion) {
  throw base::UsageError(
      {fmt::format("--figure {} cannot be drawn", base::printable(figure.path)), why, suggestion});
}

/// Width, size of text, and the height that the maps need then.
void set_size(const config::FigureOptions& figure, const grid::ParameterGrid& grid,
              render::PictureOptions& picture) {
  constexpr double points_an_inch = 72.0;
  constexpr double one_column = 85.0;  // mm, of a page of two
  constexpr double two_columns = 170.0;
  constexpr std::int64_t most_pixels = 100'000'000;
  const double usual = picture.panels.size() > 1 ? two_columns : one_column;
  picture.width = pixels_of(figure.width.value_or(usual), figure.dpi);
  picture.text = figure.font_size * figure.dpi / points_an_inch;
  picture.columns = figure.columns != 0 ? figure.columns : picture.columns;
  const auto shape = render::natural_shape(grid, picture);
  if (!shape) {
    refuse_size(figure, "there is no room for its heat maps beside their text",
                "Give a larger --width, fewer columns by --grid, or a smaller --font-size.");
  }
  picture.columns = shape->columns;
  picture.height = shape->height;
  if (std::int64_t{picture.width} * picture.height > most_pixels) {
    refuse_size(figure, fmt::format("it would have {}x{} pixels", picture.width, picture.height),
                "Give a smaller --dpi or --width, or fewer frames.");
  }
}

}  // namespace

void draw_figure(Subject subject, const config::MovieOptions& options,
                 const config::FigureOptions& figure, const std::vector<grid::FrameIndex>& frames,
                 const std::string& path, app::ProgressStyle style, const app::StopRequest& stop) {
  ask_while_reading(subject, [&] { stop.end_if_requested("drawing the figure " + path); });
  const auto maps = maps_of(subject.fields.size(), frames);
  const grid::ParameterGrid& grid = subject.fields.front().layout().grid;
  if (figure.rows != 0 &&
      static_cast<std::size_t>(figure.rows) * static_cast<std::size_t>(figure.columns) <
          maps.size()) {
    refuse_size(figure,
                fmt::format("a grid of {}x{} does not hold {} heat maps", figure.rows,
                            figure.columns, maps.size()),
                "Give a larger --grid or fewer --frames.");
  }
  render::PictureOptions picture = plan_picture(subject.fields, subject.other, options, style);
  picture.title = options.title;  // a paper's figure has its words below it
  picture.subtitle = "";
  picture.aspect = picture.aspect.value_or(usual_aspect(grid));
  lay_out(maps, subject.fields, maps.size() > 1, picture);
  picture.legend = std::any_of(maps.begin(), maps.end(), [&](const Map& map) {
    return has_marks(subject.fields[map.field], map.frame);
  });
  set_size(figure, grid, picture);
  render::HeatmapRenderer renderer(grid, picture);
  read_maps(maps, subject.fields, renderer);
  if (path.ends_with(".png")) {
    render::write_png(renderer.finish(), path, figure.dpi);
  } else {
    renderer.write_page(path, render::page_format_of(path), figure.dpi);
  }
}

void draw_contact_sheet(Subject subject, config::MovieOptions options, const std::string& path,
                        app::ProgressStyle style, const app::StopRequest& stop) {
  ask_while_reading(subject, [&] { stop.end_if_requested("drawing the picture " + path); });
  const std::int64_t shown = app::frames_to_show(subject.fields.front().reader());
  const auto panels = static_cast<std::int64_t>(subject.fields.size());
  const auto maps =
      maps_of(subject.fields.size(),
              app::even_frames(shown, std::max<std::int64_t>(1, sheet_frames / panels)));
  options.width = sheet_width;
  options.height = sheet_height;
  render::PictureOptions picture = plan_picture(subject.fields, subject.other, options, style);
  lay_out(maps, subject.fields, false, picture);
  render::HeatmapRenderer renderer(subject.fields.front().layout().grid, picture);
  read_maps(maps, subject.fields, renderer);
  render::write_png(renderer.finish(), path);
}

}  // namespace heatreel::movie
