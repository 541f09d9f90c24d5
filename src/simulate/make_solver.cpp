// SPDX-License-Identifier: GPL-3.0-or-later
#include "heatreel/simulate/make_solver.hpp"

#include "command_solver.hpp"
#include "worker_solver.hpp"

#include "heatreel/simulate/model_simulation.hpp"
#include "heatreel/simulate/program_simulation.hpp"

namespace heatreel::simulate {

namespace {

std::unique_ptr<solve::Solver> model_solver(const ModelSpec& spec, const grid::ParameterGrid& grid,
                                            const std::stop_token& stop) {
  const auto solver = [&](const solve::IntegrationOptions& options) {
    return std::make_unique<solve::CellSolver>(spec.model, grid, spec.settings, spec.metrics,
                                               options, program::Engine::automatic, stop);
  };
  if (!spec.trust) {
    return solver(spec.integration);
  }
  return std::make_unique<solve::TrustSolver>(
      solver(spec.integration), solver(solve::tightened(spec.integration)), *spec.trust);
}

std::unique_ptr<solve::Solver> program_solver(const ProgramSpec& spec,
                                              const grid::ParameterGrid& grid,
                                              const std::stop_token& stop) {
  if (spec.kind == ProgramSpec::Kind::worker) {
    return std::make_unique<WorkerSolver>(spec, grid, stop);
  }
  return std::make_unique<CommandSolver>(spec, grid, stop);
}

}  // namespace

std::unique_ptr<solve::Solver> make_solver(const Simulation& simulation,
                                           const grid::ParameterGrid& grid,
                                           const std::stop_token& stop) {
  if (const auto* model = dynamic_cast<const ModelSimulation*>(&simulation)) {
    return model_solver(model->spec(), grid, stop);
  }
  return program_solver(dynamic_cast<const ProgramSimulation&>(simulation).spec(), grid, stop);
}

}  // namespace heatreel::simulate
