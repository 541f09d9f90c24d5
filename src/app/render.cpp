// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <filesystem>
#include <span>
#include <vector>

#include <fmt/format.h>

#include "heatreel/app/commands.hpp"
#include "heatreel/app/movie_stage.hpp"
#include "heatreel/base/text.hpp"
#include "heatreel/metric/metric.hpp"
#include "heatreel/store/frame_reader.hpp"

namespace heatreel::app {

namespace {

/// Indices of the metrics that were asked for; all, if none was.
std::vector<std::size_t> chosen_metrics(const config::RenderCommand& command,
                                        const store::FileLayout& layout) {
  // As they are typed: the kind, after the last underscore, has none itself.
  // Errors, which come after all metrics, are not drawn.
  std::vector<std::string> known;
  for (const auto& variable : layout.metrics) {
    if (!metric::is_error_variable(variable.name)) {
      known.push_back(variable.name);
      known.back()[known.back().rfind('_')] = '.';
    }
  }
  std::vector<std::size_t> chosen;
  for (const std::string& label : command.metrics) {
    const std::string name = metric::parse_metric(label, "--metric").label();
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

}  // namespace

base::ExitCode render(const config::RenderCommand& command) {
  const store::FrameReader reader(command.input);
  const auto chosen = chosen_metrics(command, reader.layout());
  const auto paths = output_paths(command, reader.layout(), chosen);
  const auto existing = command.overwrite ? config::Existing::replace : config::Existing::keep;
  for (const std::string& path : paths) {
    config::check_new_file(path, "--output", existing, std::span(&command.input, 1));
  }
  const MovieStage stage(reader, command.movie, progress_style(command.quiet));
  for (std::size_t i = 0; i < chosen.size(); ++i) {
    const MovieFile movie = stage.make(chosen[i], paths[i]);
    if (!command.quiet) {
      fmt::print("movie  {} ({}, {})\n", base::printable(movie.path),
                 base::format_bytes(movie.bytes), base::format_seconds(movie.seconds));
    }
  }
  return base::ExitCode::done;
}

}  // namespace heatreel::app
