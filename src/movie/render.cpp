// SPDX-License-Identifier: GPL-3.0-or-later
#include "commands.hpp"

#include <algorithm>
#include <csignal>
#include <filesystem>
#include <span>
#include <vector>

#include <fmt/format.h>
#include <unistd.h>

#include "heatreel/base/text.hpp"
#include "heatreel/config/movie_timing.hpp"
#include "heatreel/metric/metric.hpp"
#include "heatreel/movie/movie_stage.hpp"
#include "heatreel/store/frame_reader.hpp"
#include "heatreel/store/rehearse_reading.hpp"

namespace heatreel::movie {

namespace {

/// Indices of the metrics that were asked for; all, if none was.
std::vector<std::size_t> chosen_metrics(const config::RenderCommand& command,
                                        const store::FileLayout& layout) {
  // Errors, which come after all metrics, are not drawn.
  std::vector<std::string> known;
  for (const auto& variable : layout.metrics) {
    if (!metric::is_error_variable(variable.name)) {
      known.push_back(variable.name);
    }
  }
  std::vector<std::size_t> chosen;
  for (const std::string& label : command.metrics) {
    const std::string name = metric::parse_metric(label, "--metric").variable();
    const auto found = std::find(known.begin(), known.end(), name);
    if (found == known.end()) {
      throw base::UsageError({fmt::format("--metric: '{}' is not in {}", base::printable(label),
                                          base::printable(command.input)),
                              fmt::format("the file has {}", fmt::join(known, ", ")),
                              base::suggest_name(name, known)});
    }
    chosen.push_back(static_cast<std::size_t>(found - known.begin()));
  }
  for (std::size_t i = 0; command.metrics.empty() && i < known.size(); ++i) {
    chosen.push_back(i);
  }
  return chosen;
}

/// One metric goes to exactly the path that was asked for; several get their names put in.
std::vector<std::string> output_paths(const config::RenderCommand& command,
                                      const store::FileLayout& layout,
                                      const std::vector<std::size_t>& chosen) {
  if (!command.output.empty() && chosen.size() == 1) {
    return {command.output};
  }
  const std::string base =
      command.output.empty()
          ? std::filesystem::path(command.input).replace_extension(".mp4").string()
          : command.output;
  std::vector<std::string> paths;
  for (const std::size_t metric : chosen) {
    paths.push_back(config::movie_path(base, layout.metrics[metric].name));
  }
  return paths;
}

constexpr const char* standard_output = "-";

/// A movie through a pipe: one, and not into a terminal. A reader that has gone away shall be an
/// error like others, not the end of the program.
void prepare_standard_output(std::size_t movies) {
  const auto refuse = [](const std::string& why, const std::string& suggestion) {
    throw base::UsageError({"--output - cannot be written", why, suggestion});
  };
  if (movies > 1) {
    refuse(fmt::format("there are {} movies", movies), "Choose one with --metric.");
  }
  if (isatty(STDOUT_FILENO) != 0) {
    refuse("standard output is a terminal", "Pipe it: heatreel render FILE.nc -o - | ffplay -");
  }
  std::signal(SIGPIPE, SIG_IGN);
}

/// What the user should know before it takes long.
void tell_notes(const config::RenderCommand& command, const store::FrameReader& reader) {
  if (!command.quiet) {
    for (const std::string& note :
         config::movie_notes(command.movie, reader.layout().grid.frames())) {
      fmt::print(stderr, "heatreel: note: {}\n", note);
    }
  }
}

}  // namespace

base::ExitCode render(const config::RenderCommand& command, const app::StopRequest& stop) {
  store::rehearse_reading(command.input);
  const store::FrameReader reader(command.input);
  const auto chosen = chosen_metrics(command, reader.layout());
  const auto paths = output_paths(command, reader.layout(), chosen);
  const auto existing = command.overwrite ? config::Existing::replace : config::Existing::keep;
  const bool piped = command.output == standard_output;
  if (piped) {
    prepare_standard_output(paths.size());
  }
  for (std::size_t i = 0; !piped && i < paths.size(); ++i) {
    config::check_new_file(paths[i], "--output", existing, std::span(&command.input, 1));
  }
  tell_notes(command, reader);
  const MovieStage stage(reader, command.movie, stop, app::progress_style(command.quiet));
  for (std::size_t i = 0; i < chosen.size(); ++i) {
    const app::MovieFile movie = stage.make(chosen[i], paths[i]);
    if (!command.quiet) {
      fmt::print(piped ? stderr : stdout, "movie  {} ({}, {})\n",
                 piped ? "standard output" : base::printable(movie.path),
                 base::format_bytes(movie.bytes), base::format_seconds(movie.seconds));
    }
  }
  return base::ExitCode::done;
}

}  // namespace heatreel::movie
