// SPDX-License-Identifier: GPL-3.0-or-later
#include "option_values.hpp"
#include "resolve_sweep.hpp"
#include "sweep_space.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "heatreel/base/text.hpp"
#include "heatreel/simulate/command_template.hpp"

namespace heatreel::config {

namespace {

using simulate::ProgramSpec;

/// A batch of more cells would be gigabytes of text.
constexpr int largest_batch = 10'000'000;

const Given& command_of(const Settings& settings) {
  return settings.command ? *settings.command : *settings.worker;
}

/// A name of a parameter or metric: it is a variable of the result file.
void check_identifier(const Given& given, std::string_view name) {
  if (!base::is_identifier(name)) {
    refuse(given, fmt::format("'{}' is not a name", base::printable(name)),
           "Use letters, digits and _, and begin with a letter or _.");
  }
}

simulate::ProgramMetric read_program_metric(const Given& given,
                                            const std::vector<simulate::ProgramMetric>& before) {
  check_identifier(given, given.text);
  const auto reserved = store::reserved_names({});
  if (std::ranges::find(reserved, given.text) != reserved.end() ||
      metric::is_error_variable(given.text)) {
    refuse(given, "the result file uses this name itself", "Let the program use another name.");
  }
  if (std::ranges::find(before, given.text, &simulate::ProgramMetric::name) != before.end()) {
    refuse(given, "this metric is given twice", "Keep one of them.");
  }
  return {given.text, ""};
}

std::vector<simulate::ProgramMetric> read_program_metrics(const Settings& settings) {
  if (settings.metrics.empty()) {
    throw base::UsageError({"--metric is missing", "a sweep needs at least one",
                            "Give --metric NAME, a name that the program answers."});
  }
  std::vector<simulate::ProgramMetric> metrics;
  for (const Given& given : settings.metrics) {
    metrics.push_back(read_program_metric(given, metrics));
  }
  return metrics;
}

std::map<std::string, std::string, std::less<>> read_units(const Settings& settings) {
  std::map<std::string, std::string, std::less<>> units;
  for (const Given& given : settings.units) {
    const auto [name, unit] = read_assignment(given, "G=nM");
    if (!units.emplace(name, unit).second) {
      refuse(given, fmt::format("{} already has the unit {}", base::printable(name), units[name]),
             "Keep one of them.");
    }
  }
  return units;
}

/// Any name that is free is a parameter.
FindParameter free_names(const std::map<std::string, std::string, std::less<>>& units) {
  return [&units](const Given& given, std::string_view name) -> AxisParameter {
    check_identifier(given, name);
    if (name == simulate::cell_name) {
      refuse(given, "this name is the cell's index", "Give the parameter another name.");
    }
    const auto unit = units.find(name);
    return {std::string(name), unit == units.end() ? "" : unit->second, ""};
  };
}

std::map<std::string, double, std::less<>> read_numbers_set(const Settings& settings,
                                                            const FindParameter& find_parameter,
                                                            const grid::ParameterGrid& grid) {
  std::map<std::string, double, std::less<>> numbers;
  for (const auto& [name, setting] : read_parameters(settings, find_parameter, grid.axes())) {
    if (!setting.number) {
      throw base::ConfigError(
          {fmt::format("--set {}={} cannot be used", name, base::printable(setting.formula.text)),
           "a program's parameter is a number", "Write other texts into the command itself."});
    }
    numbers[name] = *setting.number;
  }
  return numbers;
}

/// Checks that each unit belongs to something.
void check_units(const Settings& settings, const std::vector<std::string>& known) {
  for (const Given& given : settings.units) {
    const std::string name = read_assignment(given, "G=nM").name;
    if (std::ranges::find(known, name) == known.end()) {
      refuse(given, fmt::format("no parameter and no metric is called '{}'", base::printable(name)),
             base::suggest_name(name, known));
    }
  }
}

/// The program that the command runs. Checks that the command can be read, and that what a command
/// is swept over stands in it.
std::string read_program(const Given& given, const ProgramSpec& spec,
                         const std::vector<std::string>& parameters) {
  if (given.text.find_first_of("#\n\r") != std::string::npos) {
    refuse(given, "it holds a '#' or a line break, which sweep files cannot hold",
           "Put the command into a script.");
  }
  const bool is_worker = spec.kind == ProgramSpec::Kind::worker;
  if (is_worker && given.text.find('{') != std::string::npos &&
      given.text.find("{{") == std::string::npos) {
    refuse(given, "a worker gets the parameters on its standard input", "Leave out the braces.");
  }
  const simulate::CommandTemplate command = in_context(given, [&] {
    return simulate::CommandTemplate(given.text,
                                     is_worker ? std::vector<std::string>() : parameters);
  });
  for (const std::string& parameter : parameters) {
    if (!is_worker && !command.holds(parameter)) {
      refuse(
          given,
          fmt::format("it does not hold {{{}}}, so {} would have no effect", parameter, parameter),
          fmt::format("Add {{{}}} where its value belongs.", parameter));
    }
  }
  return command.program();
}

/// Metrics with their units.
void give_units(ProgramSpec& spec) {
  for (simulate::ProgramMetric& metric : spec.metrics) {
    if (const auto unit = spec.units.find(metric.name); unit != spec.units.end()) {
      metric.unit = unit->second;
    }
  }
}

}  // namespace

SweepConfig resolve_program_sweep(const Settings& settings) {
  if (const auto& given = settings.conditions ? settings.conditions : settings.condition) {
    refuse(*given, "it is about models, and a program simulates", "Leave it out.");
  }
  ProgramSpec spec;
  spec.kind = settings.worker ? ProgramSpec::Kind::worker : ProgramSpec::Kind::command;
  spec.command = std::string(base::trim(command_of(settings).text));
  spec.metrics = read_program_metrics(settings);
  spec.units = read_units(settings);
  give_units(spec);
  std::vector<store::VariableLayout> variables;
  for (const simulate::ProgramMetric& metric : spec.metrics) {
    variables.push_back({metric.name, "", ""});
  }
  grid::ParameterGrid grid = read_grid(settings, free_names(spec.units), variables, {});
  spec.settings = read_numbers_set(settings, free_names(spec.units), grid);
  if (settings.worker_batch) {
    if (!settings.worker) {
      refuse(*settings.worker_batch, "there is no --worker", "Leave it out.");
    }
    spec.batch = read_whole(*settings.worker_batch, 1, largest_batch);
  }
  spec.cell_timeout = settings.cell_timeout;
  spec.mpi = settings.mpi;
  std::vector<std::string> names;
  for (const grid::Axis& axis : grid.axes()) {
    names.push_back(axis.name());
  }
  for (const auto& [name, value] : spec.settings) {
    names.push_back(name);
  }
  spec.program = read_program(command_of(settings), spec, names);
  for (const simulate::ProgramMetric& metric : spec.metrics) {
    names.push_back(metric.name);
  }
  check_units(settings, names);
  return {std::move(grid), std::make_shared<simulate::ProgramSimulation>(std::move(spec)),
          settings.value_type, settings.simd};
}

}  // namespace heatreel::config
