// SPDX-License-Identifier: GPL-3.0-or-later
#include "cell_choice.hpp"
#include "command_table.hpp"
#include "model_source.hpp"
#include "option.hpp"
#include "option_values.hpp"
#include "resolve_sweep.hpp"
#include "sweep_file.hpp"
#include "text_file.hpp"

#include <cmath>

#include <fmt/format.h>

#include "heatreel/base/text.hpp"
#include "heatreel/config/output_check.hpp"
#include "heatreel/config/stored_sweep.hpp"

namespace heatreel::config {

namespace {

constexpr int most_points = 10'000'001;
constexpr int usual_points = 1001;

/// How many times the series has. A map has nothing between its iterations.
std::size_t read_points(const Settings& settings, const Simulation& simulation) {
  const double t_end = simulation.integration.t_end;
  const bool discrete = simulation.model.discrete;
  if (!settings.points) {
    if (discrete && t_end >= most_points) {
      throw base::UsageError({"--points is missing",
                              fmt::format("there are {:g} iterations", t_end),
                              fmt::format("Give --points N, at most {}.", most_points)});
    }
    return discrete ? static_cast<std::size_t>(t_end) + 1 : usual_points;
  }
  const int points = read_whole(*settings.points, 2, most_points);
  if (discrete && std::fmod(t_end, points - 1) != 0.0) {
    refuse(*settings.points,
           fmt::format("{} points at equal distances from 0 to {:g} do not all lie on iterations",
                       points, t_end),
           "Give 1 more than a number that divides the iterations.");
  }
  return static_cast<std::size_t>(points);
}

/// Options that say how a cell is simulated, not what is done with it.
RawOptions of_simulation(const RawOptions& options) {
  RawOptions found;
  for (const Given& given : options) {
    if (find_option("trace", given.name).write != nullptr) {
      found.push_back(given);
    }
  }
  return found;
}

/// A model has no cells to choose from.
void take_model(const CommandLine& line, const Settings& settings, TraceCommand& trace) {
  for (const std::optional<Given>* const given : {&settings.cell, &settings.at}) {
    if (*given) {
      refuse(**given, "a model alone has no cells", "Give parameters with --set NAME=VALUE.");
    }
  }
  LoadedModel loaded = find_model(line.positionals.front(), "", "trace");
  trace.simulation = resolve_simulation(settings, std::move(loaded.model));
  if (!loaded.path.empty()) {
    trace.inputs.push_back({"the model file", loaded.path});
  }
}

void take_cell(const Settings& settings, SweepConfig sweep, TraceCommand& trace) {
  const CellChoice choice = choose_cell(settings, sweep.grid);
  trace.simulation = {sweep.model,   sweep.grid,        sweep.settings,
                      sweep.metrics, sweep.integration, sweep.simd};
  if (!settings.exact) {
    trace.cell = choice.cell;
    trace.note = choice.note;
    trace.sweep = std::move(sweep);
    return;
  }
  const std::array<double, 3> values = values_at(settings, sweep.grid);
  for (std::size_t axis = 0; axis < values.size(); ++axis) {
    trace.simulation.settings[sweep.grid.axes()[axis].name()] = values[axis];
  }
  trace.simulation.grid.reset();
}

void take_sweep_file(const CommandLine& line, const Settings& settings, TraceCommand& trace) {
  const std::string& path = line.positionals.front();
  const RawOptions given = merge("run", read_sweep_file(read_text_file(path, "trace"), path),
                                 of_simulation(line.options));
  const Settings merged = read_settings("run", given);
  LoadedModel loaded = load_sweep_model(merged);
  trace.inputs = {{"the sweep file", path}};
  if (!loaded.path.empty()) {
    trace.inputs.push_back({"the model file", loaded.path});
  }
  take_cell(settings, resolve_sweep(merged, std::move(loaded.model)), trace);
}

/// The file says how its cells were computed.
void take_result_file(const CommandLine& line, const Settings& settings, TraceCommand& trace) {
  const std::string& path = line.positionals.front();
  const RawOptions others = of_simulation(line.options);
  if (!others.empty()) {
    complain(
        others.front(),
        {fmt::format("{} cannot be used with {}", others.front().label(), base::printable(path)),
         "the file says how its cells were computed", "Leave it out, or trace the sweep file."});
  }
  take_cell(settings, read_stored_sweep(path), trace);
  trace.result_file = path;
  trace.inputs = result_files("the result file", path);
}

}  // namespace

Command build_trace(const CommandLine& line) {
  const Settings settings = read_settings("trace", line.options);
  if (settings.exact && !settings.at) {
    refuse(*settings.exact, "it says how --at is meant", "Add --at NAME=VALUE.");
  }
  TraceCommand trace;
  const std::string& input = line.positionals.front();
  if (input.ends_with(".nc")) {
    take_result_file(line, settings, trace);
  } else if (input.ends_with(".ini")) {
    take_sweep_file(line, settings, trace);
  } else {
    take_model(line, settings, trace);
  }
  trace.points = read_points(settings, trace.simulation);
  trace.output = settings.output;
  trace.overwrite = settings.overwrite;
  trace.quiet = settings.quiet;
  return trace;
}

Command build_verify(const CommandLine& line) {
  const Settings settings = read_settings("verify", line.options);
  const std::string& path = line.positionals.front();
  return VerifyCommand{path, read_stored_sweep(path), settings.sample, settings.run.threads};
}

}  // namespace heatreel::config
