// SPDX-License-Identifier: GPL-3.0-or-later
#include "trace_table.hpp"

#include <cmath>

#include <fmt/format.h>

#include "heatreel/app/commands.hpp"
#include "heatreel/app/rank_profile.hpp"
#include "heatreel/app/sweep_job.hpp"
#include "heatreel/base/pending_file.hpp"
#include "heatreel/base/standard_streams.hpp"
#include "heatreel/base/text.hpp"
#include "heatreel/config/output_check.hpp"
#include "heatreel/model/quantity.hpp"

namespace heatreel::app {

namespace {

void print_model(const config::Simulation& simulation) {
  const model::Model& model = simulation.model;
  base::print("{}: {}\n", model.name, base::printable(model.title));
  base::print("{} from 0 to {:g}{}, integrator {}\n", model.time_name, simulation.integration.t_end,
              model.time_unit.empty() ? "" : " " + base::printable(model.time_unit),
              config::integrator_name(simulation.integration.integrator));
}

void print_parameters(const model::Model& model, const std::vector<double>& values) {
  base::print("\nparameters\n");
  for (std::size_t i = 0; i < values.size(); ++i) {
    base::print("  {:<12} {:>12} {}\n", base::printable(model.parameters[i].name),
                base::format_exact(values[i]), base::printable(model.parameters[i].unit));
  }
}

void print_metrics(const config::Simulation& simulation, const std::vector<double>& values) {
  if (!values.empty()) {
    base::print("\nmetrics of the last {:g}%\n", simulation.integration.tail * 100.0);
  }
  for (std::size_t i = 0; i < values.size(); ++i) {
    const metric::MetricSpec& metric = simulation.metrics[i];
    metric::QuantityWords words;
    if (!metric.quantity.empty()) {
      words.unit = model::unit_of_quantity(simulation.model, metric.quantity);
    }
    base::print("  {:<12} {:>12} {}\n", base::printable(metric.label()),
                std::isnan(values[i]) ? "none" : base::format_exact(values[i]),
                base::printable(metric::unit(metric, words, simulation.model.time_unit)));
  }
}

/// Puts the series into the file that was asked for, if one was.
void write_file(const config::TraceCommand& command, const solve::TimeSeries& series,
                const model::Model& model, const StopRequest& stop) {
  if (command.output.empty()) {
    return;
  }
  const bool is_file = command.output != base::standard_output;
  if (is_file) {
    stop.take_control();
  }
  ExportFile file(command.output, stop);
  write_series(series, model, file);
  const std::uint64_t bytes = file.finish();
  if (is_file && !command.quiet) {
    base::print("\nfile  {} ({} lines, {})\n", base::printable(command.output),
                base::format_count(static_cast<std::int64_t>(series.times.size()) + 1),
                base::format_bytes(bytes));
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
  const config::Simulation& simulation = command.simulation;
  check_output(command);
  stop.give_up_control();  // there is nothing to undo yet
  program::use_simd(target_for(simulation.simd, {describe_rank()}));
  solve::CellTracer tracer(simulation.model, simulation.grid, simulation.settings,
                           simulation.metrics, simulation.integration, command.intervals);
  const solve::TimeSeries series = tracer.trace(0);
  if (!command.quiet && command.output != base::standard_output) {
    print_model(simulation);
    print_parameters(tracer.model(), tracer.parameters(0));
    print_metrics(simulation, series.metrics);
    print_course(series, tracer.model());
  }
  write_file(command, series, tracer.model(), stop);
  if (series.status != grid::CellStatus::ok) {
    base::say("the simulation failed ({})",
              grid::cell_status_names.at(static_cast<std::size_t>(series.status)));
    return base::ExitCode::some_cells_failed;
  }
  return base::ExitCode::done;
}

}  // namespace heatreel::app
