// SPDX-License-Identifier: GPL-3.0-or-later
#include "option_parts.hpp"
#include "option_values.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "heatreel/base/text.hpp"
#include "heatreel/config/movie_timing.hpp"

namespace heatreel::config {

namespace {

const std::vector<std::string> in_both = {"run", "render"};

std::string join(const std::vector<std::string>& names) {
  return fmt::format("{}", fmt::join(names, ", "));
}

/// What follows heatreel's own preset.
std::vector<std::string> presets_of_x264() {
  std::vector<std::string> names = video::preset_names();
  names.erase(names.begin());
  return names;
}

/// How pictures become a stream.
std::vector<Option> stream_options() {
  const MovieOptions standard;
  return {
      {.name = "fps",
       .placeholder = "N",
       .group = "Movie",
       .commands = in_both,
       .help = "Frames of the sweep shown a second, 0.01 to 240",
       .fallback = "10; fewer where the movie would last less than 5 s",
       .rivals = {"duration"},
       .read =
           [](const Given& given, Settings& to) {
             to.movie.frames_per_second = read_number(given, 0.01, stream_fps_most);
           }},
      {.name = "duration",
       .placeholder = "SECONDS",
       .group = "Movie",
       .commands = in_both,
       .help = "Length of the movie, instead of --fps",
       .rivals = {"fps"},
       .read =
           [](const Given& given, Settings& to) {
             to.movie.duration = read_duration(given);
             to.duration = given;
           }},
      {.name = "hold-last",
       .placeholder = "SECONDS",
       .group = "Movie",
       .commands = in_both,
       .help = "Show the last frame longer by this time",
       .fallback = "0",
       .read = [](const Given& given,
                  Settings& to) { to.movie.hold_last = read_number(given, 0.0, 3600.0); }},
      {.name = "keyframe-interval",
       .placeholder = "SECONDS",
       .group = "Movie",
       .commands = in_both,
       .help = "Time between keyframes, to which players can jump; 0.05 to 60",
       .fallback = fmt::format("{:g}", standard.encoder.keyframe_seconds),
       .read =
           [](const Given& given, Settings& to) {
             to.movie.encoder.keyframe_seconds = read_number(given, 0.05, 60.0);
           }},
      {.name = "crf",
       .placeholder = "N",
       .group = "Movie",
       .commands = in_both,
       .help = "Quality of the H.264 stream, 0 (lossless) to 51 (smallest)",
       .fallback = std::to_string(standard.encoder.crf),
       .read = [](const Given& given,
                  Settings& to) { to.movie.encoder.crf = read_whole(given, 0, 51); }},
      {.name = "preset",
       .placeholder = "NAME",
       .group = "Movie",
       .commands = in_both,
       .help = "Speed of the encoder: heatmap, made for flat cells, or one of x264's: " +
               join(presets_of_x264()),
       .fallback = standard.encoder.preset,
       .read =
           [](const Given& given, Settings& to) {
             to.movie.encoder.preset = read_name(given, video::preset_names());
           }},
      {.name = "pix-fmt",
       .placeholder = "FORMAT",
       .group = "Movie",
       .commands = in_both,
       .help = "yuv420p plays everywhere; yuv444p keeps colours sharp to the pixel, but not every "
               "player shows it",
       .fallback = "yuv420p",
       .read =
           [](const Given& given, Settings& to) {
             to.movie.encoder.pixel_format =
                 read_choice<video::PixelFormat>(given, {{"yuv420p", video::PixelFormat::yuv420p},
                                                         {"yuv444p", video::PixelFormat::yuv444p}});
           }},
      {.name = "fragmented",
       .group = "Movie",
       .commands = in_both,
       .help = "Write the movie in pieces, so that it can be watched while it grows",
       .read = [](const Given& given,
                  Settings& to) { to.movie.encoder.fragmented = read_switch(given); }},
      {.name = "deterministic",
       .group = "Movie",
       .commands = in_both,
       .help = "Encode with one thread: the same bytes on every machine",
       .read = [](const Given& given,
                  Settings& to) { to.movie.encoder.threads = read_switch(given) ? 1 : 0; }},
  };
}

}  // namespace

std::vector<Option> movie_options() {
  std::vector<Option> all = picture_options();
  for (Option& option : stream_options()) {
    option.for_movie = true;
    all.push_back(std::move(option));
  }
  return all;
}

}  // namespace heatreel::config
