// SPDX-License-Identifier: GPL-3.0-or-later
#include "cell_choice.hpp"
#include "command_table.hpp"
#include "load_sweep.hpp"
#include "model_source.hpp"
#include "option.hpp"
#include "option_values.hpp"
#include "resolve_sweep.hpp"
#include "sweep_file.hpp"
#include "text_file.hpp"

#include <algorithm>
#include <cmath>
#include <filesystem>

#include <fmt/format.h>

#include "heatreel/base/text.hpp"
#include "heatreel/config/output_check.hpp"
#include "heatreel/config/stored_sweep.hpp"
#include "heatreel/render/curve_figure.hpp"
#include "heatreel/solve/cell_tracer.hpp"

namespace heatreel::config {

namespace {

constexpr int most_points = 10'000'001;
constexpr int usual_points = 1001;
constexpr int points_of_picture = 20'001;

/// Quantities of a picture, or cells.
constexpr std::size_t most_shown = render::series_colors;

/// How many times the series has. A map has nothing between its iterations.
std::size_t read_points(const Settings& settings, const TracedModel& simulation,
                        TraceFormat format) {
  const double t_end = simulation.integration.t_end;
  const bool discrete = simulation.model.discrete;
  if (!settings.points) {
    if (discrete && t_end >= most_points) {
      throw base::UsageError({"--points is missing",
                              fmt::format("there are {:g} iterations", t_end),
                              fmt::format("Give --points N, at most {}.", most_points)});
    }
    const int usual = format == TraceFormat::picture ? points_of_picture : usual_points;
    return discrete ? static_cast<std::size_t>(t_end) + 1 : static_cast<std::size_t>(usual);
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

TraceFormat format_of(const std::string& output) {
  const std::string ending = std::filesystem::path(output).extension().string();
  return ending == ".png" || ending == ".pdf" || ending == ".svg" ? TraceFormat::picture
         : ending == ".json"                                      ? TraceFormat::json
         : ending == ".nc"                                        ? TraceFormat::netcdf
                                                                  : TraceFormat::csv;
}

/// Names of states and derived values between commas.
std::vector<std::string> read_shown(const Given& given, const model::Model& model) {
  const std::vector<std::string> known = solve::series_names(model);
  std::vector<std::string> shown;
  for (const std::string_view part : base::split(given.text, ',')) {
    const std::string name(base::trim(part));
    if (std::find(known.begin(), known.end(), name) == known.end()) {
      refuse(given,
             fmt::format("the model has no state or derived value '{}'", base::printable(name)),
             base::suggest_name(name, known));
    }
    if (std::find(shown.begin(), shown.end(), name) != shown.end()) {
      refuse(given, fmt::format("{} is given twice", base::printable(name)), "Keep one of them.");
    }
    shown.push_back(name);
  }
  if (shown.size() > most_shown) {
    refuse(given, fmt::format("these are {} quantities", shown.size()),
           fmt::format("Give {} at most.", most_shown));
  }
  return shown;
}

/// What says how a picture looks needs one.
void check_picture(const Settings& settings, TraceFormat format) {
  if (format == TraceFormat::picture) {
    return;
  }
  std::vector<Given> of_pictures = settings.compare;
  if (settings.show) {
    of_pictures.push_back(*settings.show);
  }
  if (!of_pictures.empty()) {
    const Given& given = of_pictures.front();
    complain(given, {fmt::format("{} has no effect", given.label()), "no picture is drawn",
                     "Add -o FILE.png, or leave it out."});
  }
}

/// The cells that --compare names. \param note is told more
std::vector<grid::CellIndex> read_compared(const Settings& settings,
                                           const grid::ParameterGrid& grid, std::string& note) {
  std::vector<grid::CellIndex> cells;
  for (const Given& given : settings.compare) {
    Settings other;
    (given.text.find('=') == std::string::npos ? other.cell : other.at) = given;
    const CellChoice choice = choose_cell(other, grid);
    cells.push_back(choice.cell);
    note += (note.empty() || choice.note.empty() ? "" : "; ") + choice.note;
  }
  if (cells.size() >= most_shown) {
    refuse(settings.compare.back(), fmt::format("these are {} cells", cells.size() + 1),
           fmt::format("Draw {} at most over each other.", most_shown));
  }
  return cells;
}

/// Options that say how a cell is simulated, not what is done with it.
RawOptions of_simulation(const RawOptions& options) {
  RawOptions found;
  for (const Given& given : options) {
    if (find_option("trace", given.name).is_of_sweep()) {
      found.push_back(given);
    }
  }
  return found;
}

/// A model has no cells to choose from.
void take_model(const CommandLine& line, const Settings& settings, TraceCommand& trace) {
  RawOptions of_cells = settings.compare;
  for (const std::optional<Given>* const given : {&settings.cell, &settings.at}) {
    if (*given) {
      of_cells.push_back(**given);
    }
  }
  if (!of_cells.empty()) {
    refuse(of_cells.front(), "a model alone has no cells",
           "Give parameters with --set NAME=VALUE.");
  }
  LoadedModel loaded = find_model(line.positionals.front(), "", "trace");
  trace.simulation = resolve_model(settings, std::move(loaded.model));
  if (!loaded.path.empty()) {
    trace.inputs.push_back({"the model file", loaded.path});
  }
}

void take_cell(const Settings& settings, SweepConfig sweep, TraceCommand& trace) {
  if (model_of(sweep) == nullptr) {
    throw base::UsageError({"the cells of this sweep cannot be traced",
                            "a program simulates them, and heatreel sees its answers alone", ""});
  }
  const CellChoice choice = choose_cell(settings, sweep.grid);
  trace.simulation = {*model_of(sweep), sweep.grid, sweep.simd};
  if (!settings.exact) {
    trace.cell = choice.cell;
    trace.note = choice.note;
    trace.compared = read_compared(settings, sweep.grid, trace.note);
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
  LoadedSweep loaded = load_sweep(merged);
  trace.inputs = {{"the sweep file", path}};
  if (!loaded.input.path.empty()) {
    trace.inputs.push_back(loaded.input);
  }
  take_cell(settings, std::move(loaded.sweep), trace);
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
  trace.output = settings.output;
  trace.format = format_of(trace.output);
  check_picture(settings, trace.format);
  if (settings.show) {
    trace.shown = read_shown(*settings.show, trace.simulation.model);
  }
  trace.points = read_points(settings, trace.simulation, trace.format);
  trace.overwrite = settings.overwrite;
  trace.quiet = settings.quiet;
  return trace;
}

Command build_verify(const CommandLine& line) {
  const Settings settings = read_settings("verify", line.options);
  const std::string& path = line.positionals.front();
  SweepConfig sweep = read_stored_sweep(path);
  if (model_of(sweep) == nullptr) {
    throw base::ConfigError(
        {fmt::format("the cells of {} cannot be computed again", base::printable(path)),
         "a program computed them, and heatreel runs no program that a file names", ""});
  }
  return VerifyCommand{path, std::move(sweep), settings.sample, settings.run.threads};
}

}  // namespace heatreel::config
