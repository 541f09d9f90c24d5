// SPDX-License-Identifier: GPL-3.0-or-later
#include "option_parts.hpp"
#include "option_values.hpp"

#include <fmt/format.h>

#include "heatreel/base/text.hpp"

namespace heatreel::config {

namespace {

const std::vector<std::string> in_run = {"run"};
const std::vector<std::string> in_render = {"render"};
const std::vector<std::string> in_both = {"run", "render"};
const std::vector<std::string> in_all_writers = {"run", "render", "export", "explore", "trace"};

}  // namespace

std::vector<Option> output_options() {
  return {
      {.name = "output",
       .letter = 'o',
       .placeholder = "FILE.nc",
       .group = "Output",
       .commands = in_run,
       .help = "Result file",
       .fallback = "SWEEP.nc or MODEL.nc, here",
       .read = [](const Given& given, Settings& to) { to.output = read_text(given); }},
      {.name = "output",
       .letter = 'o',
       .placeholder = "FILE.mp4",
       .group = "Output",
       .commands = in_render,
       .help =
           "Movie. If several metrics are drawn, each gets FILE.METRIC.mp4; - is standard output",
       .fallback = "INPUT.METRIC.mp4, beside it",
       .read =
           [](const Given& given, Settings& to) {
             to.output = read_path(given, {".mp4", ".m4v"}, "a movie is an MP4",
                                   "--preview makes an animated WebP, --figure a PDF, SVG or PNG.");
           }},
      {.name = "video",
       .placeholder = "FILE.mp4",
       .group = "Output",
       .commands = in_run,
       .help = "Base name of the movies: each metric gets FILE.METRIC.mp4",
       .fallback = "the result file's name with .mp4",
       .rivals = {"no-video"},
       .read =
           [](const Given& given, Settings& to) {
             to.video = read_path(given, {".mp4", ".m4v"}, "a movie is an MP4");
           }},
      {.name = "no-video",
       .group = "Output",
       .commands = in_run,
       .help = "Make no movies",
       .rivals = {"video"},
       .read = [](const Given& given, Settings& to) { to.no_video = read_switch(given); }},
      {.name = "report",
       .placeholder = "FILE.json",
       .group = "Output",
       .commands = in_run,
       .help = "Also write what the run did for other programs: cells, failures, files, and the "
               "times of each rank",
       .read = [](const Given& given,
                  Settings& to) { to.report = read_path(given, {".json"}, "a report is JSON"); }},
      {.name = "metric",
       .placeholder = "STATE.KIND",
       .group = "Output",
       .commands = in_render,
       .help = "Metric to draw",
       .fallback = "all of the file",
       .repeatable = true,
       .rivals = {"panels"},
       .read = [](const Given& given, Settings& to) { to.metrics.push_back(given); }},
      {.name = "overwrite",
       .group = "Output",
       .commands = in_all_writers,
       .help = "Replace files that exist",
       .rivals = {"resume", "resume-if-exists"},
       .read = [](const Given& given, Settings& to) { to.overwrite = read_switch(given); }},
  };
}

std::vector<Option> running_options() {
  const RunSettings standard;
  return {
      {.name = "threads",
       .placeholder = "N",
       .group = "Running",
       .commands = {"run", "verify"},
       .help = "Compute threads of each rank",
       .fallback = std::to_string(standard.threads),
       .read = [](const Given& given,
                  Settings& to) { to.run.threads = read_whole(given, 1, 4096); }},
      {.name = "buffer",
       .placeholder = "SIZE",
       .group = "Running",
       .commands = in_run,
       .help = "Memory of each rank for results that are not on disk yet, at least 1M",
       .fallback = fmt::format("{}M", standard.buffer_bytes >> 20),
       .read =
           [](const Given& given, Settings& to) {
             to.run.buffer_bytes = read_bytes(given, std::uint64_t{1} << 20);
           }},
      {.name = "dry-run",
       .group = "Running",
       .commands = in_run,
       .help = "Check the sweep and say what would be done, but touch no file",
       .read = [](const Given& given, Settings& to) { to.dry_run = read_switch(given); }},
      {.name = "quiet",
       .letter = 'q',
       .group = "General",
       .commands = in_all_writers,
       .help = "No progress and no summary",
       .read = [](const Given& given, Settings& to) { to.quiet = read_switch(given); }},
      {.name = "check",
       .group = "General",
       .commands = {"info"},
       .help = "Verify the checksums of all committed frames and say which are sound",
       .in_file = false,
       .read = [](const Given& given, Settings& to) { to.check = read_switch(given); }},
      {.name = "text",
       .group = "General",
       .commands = {"models"},
       .help = "Print the model as a model file, to be changed; a model in SBML is translated",
       .in_file = false,
       .read = [](const Given& given, Settings& to) { to.text = read_switch(given); }},
      {.name = "help",
       .letter = 'h',
       .group = "General",
       .commands = {"run", "render", "export", "explore", "trace", "verify", "info", "models"},
       .help = "This text",
       .in_file = false},
  };
}

const std::vector<Option>& option_table() {
  static const std::vector<Option> table = [] {
    std::vector<Option> all;
    for (const auto& part :
         {sweep_options(), output_options(), export_options(), explore_options(), trace_options(),
          verify_options(), movie_options(), safety_options(), running_options()}) {
      all.insert(all.end(), part.begin(), part.end());
    }
    return all;
  }();
  return table;
}

}  // namespace heatreel::config
