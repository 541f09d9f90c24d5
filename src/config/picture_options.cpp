// SPDX-License-Identifier: GPL-3.0-or-later
#include "option_parts.hpp"
#include "option_values.hpp"
#include "text_file.hpp"

#include <filesystem>
#include <tuple>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "heatreel/base/text.hpp"

namespace heatreel::config {

namespace {

const std::vector<std::string> in_both = {"run", "render"};
const std::vector<std::string> in_render = {"render"};

bool is_figure(const std::string& path) {
  return path.ends_with(".pdf") || path.ends_with(".svg") || path.ends_with(".png");
}

/// Every colour map and its reverse.
std::vector<std::string> colormaps_both_ways() {
  std::vector<std::string> names = render::colormap_names();
  for (const std::string& name : render::colormap_names()) {
    names.push_back(name + "_r");
  }
  return names;
}

/// A file named in a sweep file is looked for beside that.
void read_colormap_file(const Given& given, Settings& to) {
  const auto folder = std::filesystem::path(given.file).parent_path();
  to.colormap_file = (folder / read_text(given)).string();
  const std::string text = read_text_file(to.colormap_file, given.label());
  in_context(given, [&] {
    to.movie.own_map = render::ColorMap::parse(text, base::printable(to.colormap_file));
  });
}

/// What a picture shows.
std::vector<Option> appearance_options() {
  const MovieOptions standard;
  return {
      {.name = "size",
       .placeholder = "WxH",
       .group = "Pictures",
       .commands = in_both,
       .help = "Size of the pictures in pixels, both even, 320x240 to 3840x2160",
       .fallback = fmt::format("{}x{}", standard.width, standard.height),
       .read = [](const Given& given,
                  Settings& to) { std::tie(to.movie.width, to.movie.height) = read_size(given); }},
      {.name = "title",
       .placeholder = "TEXT",
       .group = "Pictures",
       .commands = in_both,
       .help = "Title of the pictures",
       .fallback = "the model's",
       .read = [](const Given& given,
                  Settings& to) { to.movie.title = base::printable(given.text); }},
      {.name = "theme",
       .placeholder = "NAME",
       .group = "Pictures",
       .commands = in_both,
       .help = "light or dark background",
       .fallback = "light",
       .read =
           [](const Given& given, Settings& to) {
             to.movie.theme = read_choice<ThemeChoice>(
                 given, {{"light", ThemeChoice::light}, {"dark", ThemeChoice::dark}});
           }},
      {.name = "contour",
       .placeholder = "V1,V2,...",
       .group = "Pictures",
       .commands = in_both,
       .help = "Draw lines along which the metric has these values; auto:N for about N round "
               "values, auto for about 7; METRIC=V1,V2,... for one metric",
       .repeatable = true,
       .read =
           [](const Given& given, Settings& to) {
             read_per_metric(given, to.movie.contours, to.contours, read_contours);
           }},
      {.name = "aspect",
       .placeholder = "SHAPE",
       .group = "Pictures",
       .commands = in_both,
       .help = "Shape of the heat maps: equal, the same length for a unit along x and y; auto, as "
               "large as there is room; or W:H",
       .fallback = "equal where both axes have one unit, else auto",
       .read = [](const Given& given, Settings& to) { to.movie.aspect = read_aspect(given); }},
      {.name = "reduce",
       .placeholder = "KIND",
       .group = "Pictures",
       .commands = in_both,
       .help = "What is shown where there are more cells than pixels: mean (by area), max or min",
       .fallback = "mean",
       .read =
           [](const Given& given, Settings& to) {
             to.movie.reduction =
                 read_choice<render::Reduction>(given, {{"mean", render::Reduction::mean},
                                                        {"max", render::Reduction::max},
                                                        {"min", render::Reduction::min}});
           }},
  };
}

/// How values become colours.
std::vector<Option> color_options() {
  return {
      {.name = "colormap",
       .placeholder = "NAME",
       .group = "Colours",
       .commands = in_both,
       .help = fmt::format("Colours: {}; each with _r reversed",
                           fmt::join(render::colormap_names(), ", ")),
       .fallback = "viridis; vik for a difference",
       .rivals = {"colormap-file"},
       .read = [](const Given& given,
                  Settings& to) { to.movie.colormap = read_name(given, colormaps_both_ways()); }},
      {.name = "colormap-file",
       .placeholder = "FILE",
       .group = "Colours",
       .commands = in_both,
       .help = "Colours from a table: red, green, blue in each line, 0 to 255 or 0 to 1",
       .rivals = {"colormap"},
       .read = read_colormap_file},
      {.name = "range",
       .placeholder = "RANGE",
       .group = "Colours",
       .commands = in_both,
       .help = "Values that the colours span: LO:HI; auto, the smallest and largest of all frames; "
               "p1:p99, percentiles of all values; or per-frame. METRIC=RANGE for one metric",
       .fallback = "auto",
       .repeatable = true,
       .read = [](const Given& given,
                  Settings& to) { read_per_metric(given, to.movie.range, to.range, read_range); }},
      {.name = "scale",
       .placeholder = "KIND",
       .group = "Colours",
       .commands = in_both,
       .help = "From values to colours: linear, log or symlog; METRIC=KIND for one metric",
       .fallback = "linear",
       .repeatable = true,
       .read =
           [](const Given& given, Settings& to) {
             read_per_metric(given, to.movie.scale, to.scale, [](const Given& value) {
               return read_choice<render::ScaleKind>(value,
                                                     {{"linear", render::ScaleKind::linear},
                                                      {"log", render::ScaleKind::log},
                                                      {"symlog", render::ScaleKind::symlog}});
             });
           }},
      {.name = "center",
       .placeholder = "VALUE",
       .group = "Colours",
       .commands = in_both,
       .help = "Widen the range until this value has the colour in the middle of the map; "
               "METRIC=VALUE for one metric",
       .repeatable = true,
       .read =
           [](const Given& given, Settings& to) {
             read_per_metric(given, to.movie.center, to.center, [](const Given& value) {
               return std::optional(read_finite(value, value.text));
             });
           }},
  };
}

/// Pictures beside or instead of the movies.
std::vector<Option> still_options() {
  return {
      {.name = "poster",
       .placeholder = "FILE.png",
       .group = "Pictures",
       .commands = in_both,
       .help = "Save the movie's middle frame as a PNG too; with several movies, each gets "
               "FILE.METRIC.png",
       .for_movie = true,
       .read =
           [](const Given& given, Settings& to) {
             to.poster = read_path(given, {".png"}, "a poster is a PNG",
                                   "'heatreel render --figure' draws PDF and SVG.");
           }},
      {.name = "panels",
       .placeholder = "M1,M2,...",
       .group = "Pictures",
       .commands = in_render,
       .help = "Draw two to four metrics side by side in one movie",
       .rivals = {"metric"},
       .read =
           [](const Given& given, Settings& to) {
             to.panels = read_panels(given);
             to.panels_given = given;
           }},
      {.name = "difference",
       .placeholder = "OTHER.nc",
       .group = "Pictures",
       .commands = in_render,
       .help = "Draw this file minus another one with the same axes; by default the colours are "
               "centred on 0",
       .read = [](const Given& given, Settings& to) { to.difference = read_text(given); }},
      {.name = "frames",
       .placeholder = "K1,K2,...",
       .group = "Pictures",
       .commands = in_render,
       .help = "Instead of a movie, write these frames as PNG: numbers from 0, spans such as 0-4, "
               "last, all, or NAME=VALUE for the frame nearest to a value; -o names a folder",
       .rivals = {"contact-sheet", "preview"},
       .read = [](const Given& given, Settings& to) { to.frames = read_frames(given); }},
      {.name = "contact-sheet",
       .placeholder = "FILE.png",
       .group = "Pictures",
       .commands = in_render,
       .help = "Instead of a movie, draw up to twelve frames on one PNG of 1920x1080; with "
               "several metrics, each gets FILE.METRIC.png",
       .rivals = {"frames", "preview", "figure"},
       .read =
           [](const Given& given, Settings& to) {
             to.contact_sheet = read_path(given, {".png"}, "a contact sheet is a PNG",
                                          "--figure draws PDF and SVG.");
           }},
      {.name = "preview",
       .placeholder = "FILE.webp",
       .group = "Pictures",
       .commands = in_render,
       .help = "Instead of a movie, make a small animation for a web page, of 640x360 and up to a "
               "hundred frames; with several metrics, each gets FILE.METRIC.webp",
       .rivals = {"frames", "contact-sheet", "figure"},
       .read =
           [](const Given& given, Settings& to) {
             to.preview = read_path(given, {".webp"}, "a preview is an animated WebP");
           }},
  };
}

/// Figures for papers.
std::vector<Option> figure_options() {
  const FigureOptions standard;
  return {
      {.name = "figure",
       .placeholder = "FILE",
       .group = "Figures",
       .commands = in_render,
       .help = "Instead of a movie, draw a figure for a paper: FILE.pdf, FILE.svg or FILE.png, "
               "with all of --frames (the middle one) or --panels; with several metrics, each "
               "gets FILE.METRIC.pdf",
       .rivals = {"contact-sheet", "preview"},
       .read =
           [](const Given& given, Settings& to) {
             to.figure.path =
                 read_path(given, {".pdf", ".svg", ".png"}, "a figure is a PDF, an SVG or a PNG");
             if (!is_figure(to.figure.path)) {
               refuse(given, "a figure is a PDF, an SVG or a PNG", "Name it FILE.pdf, say.");
             }
           }},
      {.name = "width",
       .placeholder = "LENGTH",
       .group = "Figures",
       .commands = in_render,
       .help = "Width of the figure, in mm, cm, in or pt",
       .fallback = "85mm; 170mm for several heat maps",
       .for_figure = true,
       .read = [](const Given& given, Settings& to) { to.figure.width = read_length(given); }},
      {.name = "font-size",
       .placeholder = "POINTS",
       .group = "Figures",
       .commands = in_render,
       .help = "Size of its text",
       .fallback = fmt::format("{:g}", standard.font_size),
       .for_figure = true,
       .read = [](const Given& given,
                  Settings& to) { to.figure.font_size = read_number(given, 4.0, 72.0); }},
      {.name = "dpi",
       .placeholder = "N",
       .group = "Figures",
       .commands = in_render,
       .help = "Pixels an inch of a PNG, and of the cells in a PDF or SVG, whose text and lines "
               "are vectors",
       .fallback = fmt::format("{}", standard.dpi),
       .for_figure = true,
       .read = [](const Given& given,
                  Settings& to) { to.figure.dpi = read_whole(given, 72, 2400); }},
      {.name = "grid",
       .placeholder = "ROWSxCOLUMNS",
       .group = "Figures",
       .commands = in_render,
       .help = "How its heat maps stand",
       .fallback = "as suits their number",
       .for_figure = true,
       .read =
           [](const Given& given, Settings& to) {
             std::tie(to.figure.rows, to.figure.columns) = read_grid_shape(given);
           }},
  };
}

}  // namespace

std::vector<Option> picture_options() {
  std::vector<Option> all;
  for (const auto& part :
       {appearance_options(), color_options(), still_options(), figure_options()}) {
    all.insert(all.end(), part.begin(), part.end());
  }
  return all;
}

}  // namespace heatreel::config
