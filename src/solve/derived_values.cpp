// SPDX-License-Identifier: GPL-3.0-or-later
#include "derived_values.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "heatreel/program/program.hpp"

namespace heatreel::solve {

DerivedProgram::DerivedProgram(const model::Model& model) {
  expr::Graph graph(model.graph);
  program::SlotTable table;
  for (const model::Parameter& parameter : model.parameters) {
    parameters.push_back(table.place(graph.input(parameter.name)));
  }
  for (const model::State& state : model.states) {
    states.push_back(table.place(graph.input(state.name)));
  }
  time = table.place(graph.input(model.time_name));
  std::vector<program::Assignment> assignments;
  for (std::size_t i = 0; i < model.derived.size(); ++i) {
    assignments.push_back({graph.input(fmt::format("#derived {}", i)), model.derived[i].node});
  }
  program = program::compile(graph, assignments, {}, table);
  for (const program::Assignment& assignment : assignments) {
    derived.push_back(table.at(assignment.target));
  }
  slots = table.size();
}

std::vector<std::vector<double>> derived_values(const model::Model& model,
                                                std::span<const double> parameters,
                                                std::span<const double> times,
                                                std::span<const std::vector<double>> states,
                                                program::Engine engine) {
  const DerivedProgram program(model);
  program::Executor executor(program::make_code(program.program, engine));
  program::LaneMemory memory(program.slots);
  for (std::size_t i = 0; i < parameters.size(); ++i) {
    memory.fill(program.parameters[i], parameters[i]);
  }
  std::vector<std::vector<double>> derived(model.derived.size(), std::vector<double>(times.size()));
  for (std::size_t first = 0; first < times.size(); first += program::lanes) {
    const std::size_t count = std::min(program::lanes, times.size() - first);
    for (std::size_t lane = 0; lane < count; ++lane) {
      memory.at(program.time, lane) = times[first + lane];
      for (std::size_t i = 0; i < states.size(); ++i) {
        memory.at(program.states[i], lane) = states[i][first + lane];
      }
    }
    executor.run(memory, 1, count);
    for (std::size_t i = 0; i < derived.size(); ++i) {
      for (std::size_t lane = 0; lane < count; ++lane) {
        derived[i][first + lane] = memory.at(program.derived[i], lane);
      }
    }
  }
  return derived;
}

}  // namespace heatreel::solve
