// SPDX-License-Identifier: GPL-3.0-or-later
#include "recompute.hpp"
#include "trace_figure.hpp"
#include "trace_json.hpp"
#include "trace_netcdf.hpp"
#include "trace_table.hpp"

#include <cmath>
#include <filesystem>
#include <optional>

#include <fmt/format.h>

#include "heatreel/app/commands.hpp"
#include "heatreel/app/movie_library.hpp"
#include "heatreel/base/pending_file.hpp"
#include "heatreel/base/standard_streams.hpp"
#include "heatreel/base/text.hpp"
#include "heatreel/config/output_check.hpp"

namespace heatreel::app {

namespace {

void print_model(const config::TracedModel& simulation) {
  const model::Model& model = simulation.model;
  base::print("{}: {}\n", model.name, base::printable(model.title));
  base::print("{} from 0 to {:g}{}, integrator {}\n", model.time_name, simulation.integration.t_end,
              model.time_unit.empty() ? "" : " " + base::printable(model.time_unit),
              solve::integrator_name(simulation.integration.integrator));
}

void print_cell(const config::TraceCommand& command) {
  if (command.sweep) {
    const grid::CellPosition place = command.sweep->grid.position(command.cell);
    base::print("cell {},{},{} of the sweep\n", place.i, place.j, place.k);
  }
}

void print_parameters(const model::Model& model, const std::vector<double>& values) {
  base::print("\nparameters\n");
  for (std::size_t i = 0; i < values.size(); ++i) {
    base::print("  {:<12} {:>12} {}\n", base::printable(model.parameters[i].name),
                base::format_exact(values[i]), base::printable(model.parameters[i].unit));
  }
}

std::string number_or_none(double value) {
  return std::isnan(value) ? "none" : base::format_exact(value);
}

void print_metrics(const std::vector<TracedMetric>& metrics, double tail) {
  if (!metrics.empty()) {
    base::print("\nmetrics of the last {:g}%\n", tail * 100.0);
  }
  for (const TracedMetric& metric : metrics) {
    base::print("  {:<12} {:>12} {}", base::printable(metric.name), number_or_none(metric.value),
                base::printable(metric.unit));
    if (metric.stored) {
      base::print("  (in the file: {})",
                  metric.is_stored ? "the same" : number_or_none(*metric.stored));
    }
    base::print("\n");
  }
}

std::string words_for(grid::CellStatus status) {
  return grid::cell_status_names.at(static_cast<std::size_t>(status));
}

std::string words_for(grid::CellVerdict verdict) {
  return grid::cell_verdict_names.at(static_cast<std::size_t>(verdict));
}

template <class Kind>
void print_kind(const char* name, Kind computed, const std::optional<Kind>& stored) {
  base::print("{}{}", name, words_for(computed));
  if (stored) {
    base::print(" (in the file: {})", *stored == computed ? "the same" : words_for(*stored));
  }
  base::print("\n");
}

void print_status(const TracedCell& cell) {
  print_kind("\nstatus   ", cell.status, cell.stored_status);
  print_kind("verdict  ", cell.verdict, cell.stored_verdict);
}

/// Writes what was asked for into a file, or the table to standard output.
void write_text(const config::TraceCommand& command, const solve::TimeSeries& series,
                const TracedCell& cell, const model::Model& model, const StopRequest& stop) {
  ExportFile file(command.output, stop);
  if (command.format == config::TraceFormat::json) {
    write_json(series, cell, model, file);
  } else {
    write_series(series, model, file);
  }
  file.finish();
}

/// Tells what was written.
void print_file(const config::TraceCommand& command, std::size_t points) {
  const bool is_picture = command.format == config::TraceFormat::picture;
  const std::string size = base::format_bytes(std::filesystem::file_size(command.output));
  base::print("\n{}  {} ({})\n", is_picture ? "picture" : "file", base::printable(command.output),
              is_picture
                  ? size
                  : fmt::format("{} points in time, {}",
                                base::format_count(static_cast<std::int64_t>(points)), size));
}

void write_output(const config::TraceCommand& command, solve::CellTracer& tracer,
                  const solve::TimeSeries& series, const TracedCell& cell,
                  const StopRequest& stop) {
  if (command.output.empty()) {
    return;
  }
  std::optional<TracePicture> picture;
  if (command.format == config::TraceFormat::picture) {
    picture.emplace(picture_of(command, tracer, series, cell));
  }
  const bool is_file = command.output != base::standard_output;
  if (is_file) {
    stop.take_control();
  }
  if (picture) {
    movie_library().draw_trace(*picture);
  } else if (command.format == config::TraceFormat::netcdf) {
    write_netcdf(series, cell, tracer.model(), tracer.parameters(command.cell), command.output);
  } else {
    write_text(command, series, cell, tracer.model(), stop);
  }
  if (is_file && !command.quiet) {
    print_file(command, series.times.size());
  }
}

void check_output(const config::TraceCommand& command) {
  if (!command.output.empty() && command.output != base::standard_output) {
    config::check_new_files({command.inputs, {config::new_file("--output", command.output)}},
                            command.overwrite ? config::Existing::replace : config::Existing::keep);
  }
}

}  // namespace

base::ExitCode trace(const config::TraceCommand& command, const StopRequest& stop) {
  const config::TracedModel& simulation = command.simulation;
  check_output(command);
  stop.give_up_control();  // there is nothing to undo yet
  if (!command.note.empty() && !command.quiet) {
    base::say("{}", command.note);
  }
  choose_simd(simulation.simd, command.result_file);
  solve::CellTracer tracer(simulation.model, simulation.grid, simulation.settings,
                           simulation.metrics, simulation.integration, command.points - 1);
  const solve::TimeSeries series = tracer.trace(command.cell);
  const TracedCell cell = trace_metrics(command, series);
  if (!command.quiet && command.output != base::standard_output) {
    print_model(simulation);
    print_cell(command);
    print_parameters(tracer.model(), tracer.parameters(command.cell));
    print_metrics(cell.metrics, simulation.integration.tail);
    print_course(series, tracer.model());
    print_status(cell);
  }
  write_output(command, tracer, series, cell, stop);
  if (grid::is_failure(cell.status)) {
    base::say("the simulation failed ({})", words_for(cell.status));
    return base::ExitCode::some_cells_failed;
  }
  return base::ExitCode::done;
}

}  // namespace heatreel::app
