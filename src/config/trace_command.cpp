// SPDX-License-Identifier: GPL-3.0-or-later
#include "command_table.hpp"
#include "model_source.hpp"
#include "option.hpp"
#include "option_values.hpp"
#include "resolve_sweep.hpp"

#include <cmath>

#include <fmt/format.h>

namespace heatreel::config {

namespace {

constexpr int most_points = 10'000'000;
constexpr int usual_points = 1000;

/// In how many parts the series divides the time. A map has nothing between its iterations.
std::size_t read_points(const Settings& settings, const Simulation& simulation) {
  const double t_end = simulation.integration.t_end;
  const bool discrete = simulation.model.discrete;
  if (!settings.points) {
    if (discrete && t_end > most_points) {
      throw base::UsageError({"--points is missing",
                              fmt::format("there are {:g} iterations", t_end),
                              fmt::format("Give --points N, at most {}.", most_points)});
    }
    return discrete ? static_cast<std::size_t>(t_end) : usual_points;
  }
  const int points = read_whole(*settings.points, 1, most_points);
  if (discrete && std::fmod(t_end, points) != 0.0) {
    refuse(*settings.points,
           fmt::format("{:g} iterations have no {} equal parts of whole iterations", t_end, points),
           "Give a number that divides the iterations.");
  }
  return static_cast<std::size_t>(points);
}

}  // namespace

Command build_trace(const CommandLine& line) {
  const Settings settings = read_settings("trace", line.options);
  LoadedModel loaded = find_model(line.positionals.front(), "", "trace");
  TraceCommand trace{.simulation = resolve_simulation(settings, std::move(loaded.model))};
  trace.intervals = read_points(settings, trace.simulation);
  trace.output = settings.output;
  trace.overwrite = settings.overwrite;
  trace.quiet = settings.quiet;
  if (!loaded.path.empty()) {
    trace.inputs.push_back({"the model file", loaded.path});
  }
  return trace;
}

}  // namespace heatreel::config
