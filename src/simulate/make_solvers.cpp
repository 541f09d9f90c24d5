// SPDX-License-Identifier: GPL-3.0-or-later
#include "heatreel/simulate/make_solvers.hpp"

#include "command_solver.hpp"
#include "worker_solver.hpp"

#include <utility>

#include "heatreel/simulate/model_simulation.hpp"
#include "heatreel/simulate/program_simulation.hpp"

namespace heatreel::simulate {

namespace {

solve::SolverFactory model_solvers(const ModelSpec& spec, const grid::ParameterGrid& grid) {
  const auto solvers = [&](const solve::IntegrationOptions& options) {
    return solve::cell_solvers(spec.model, grid, spec.settings, spec.metrics, options);
  };
  if (!spec.trust) {
    return solvers(spec.integration);
  }
  return [usual = solvers(spec.integration), tight = solvers(solve::tightened(spec.integration)),
          trust = *spec.trust](const std::stop_token& stop) {
    return std::make_unique<solve::TrustSolver>(usual(stop), tight(stop), trust);
  };
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

solve::SolverFactory make_solvers(std::shared_ptr<const Simulation> simulation,
                                  const grid::ParameterGrid& grid) {
  if (const auto* model = dynamic_cast<const ModelSimulation*>(simulation.get())) {
    return model_solvers(model->spec(), grid);
  }
  return [simulation = std::move(simulation), grid](const std::stop_token& stop) {
    const auto& program = dynamic_cast<const ProgramSimulation&>(*simulation);
    return program_solver(program.spec(), grid, stop);
  };
}

}  // namespace heatreel::simulate
