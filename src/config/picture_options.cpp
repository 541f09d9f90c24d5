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
       .help = "Draw lines along which the metric has these values",
       .read = [](const Given& given,
                  Settings& to) { to.movie.contours = read_numbers(given, 32); }},
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
               "p1:p99, percentiles of all values; or per-frame",
       .fallback = "auto",
       .read =
           [](const Given& given, Settings& to) {
             to.movie.range = read_range(given);
             to.range = given;
           }},
      {.name = "scale",
       .placeholder = "KIND",
       .group = "Colours",
       .commands = in_both,
       .help = "From values to colours: linear, log or symlog",
       .fallback = "linear",
       .read =
           [](const Given& given, Settings& to) {
             to.movie.scale =
                 read_choice<render::ScaleKind>(given, {{"linear", render::ScaleKind::linear},
                                                        {"log", render::ScaleKind::log},
                                                        {"symlog", render::ScaleKind::symlog}});
           }},
      {.name = "center",
       .placeholder = "VALUE",
       .group = "Colours",
       .commands = in_both,
       .help = "Widen the range until this value has the colour in the middle of the map",
       .read =
           [](const Given& given, Settings& to) {
             to.movie.center = read_finite(given, given.text);
             to.center = given;
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
       .read = [](const Given& given, Settings& to) { to.poster = read_text(given); }},
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
       .help =
           "Instead of a movie, write these frames as PNG, counted from 0, 'last' for the last; "
           "-o names a folder",
       .rivals = {"contact-sheet", "preview"},
       .read = [](const Given& given, Settings& to) { to.frames = read_frames(given); }},
      {.name = "contact-sheet",
       .placeholder = "FILE.png",
       .group = "Pictures",
       .commands = in_render,
       .help = "Instead of a movie, draw up to twelve frames on one PNG of 1920x1080; with "
               "several metrics, each gets FILE.METRIC.png",
       .rivals = {"frames", "preview"},
       .read = [](const Given& given, Settings& to) { to.contact_sheet = read_text(given); }},
      {.name = "preview",
       .placeholder = "FILE.webp",
       .group = "Pictures",
       .commands = in_render,
       .help = "Instead of a movie, make a small animation for a web page, of 640x360 and up to a "
               "hundred frames; with several metrics, each gets FILE.METRIC.webp",
       .rivals = {"frames", "contact-sheet"},
       .read = [](const Given& given, Settings& to) { to.preview = read_text(given); }},
  };
}

}  // namespace

std::vector<Option> picture_options() {
  std::vector<Option> all;
  for (const auto& part : {appearance_options(), color_options(), still_options()}) {
    all.insert(all.end(), part.begin(), part.end());
  }
  return all;
}

}  // namespace heatreel::config
