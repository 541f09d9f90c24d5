// SPDX-License-Identifier: GPL-3.0-or-later
#include "heatreel/solve/cell_solver.hpp"

#include "solvers.hpp"

namespace heatreel::solve {

namespace {

bool has_fixed_steps(Integrator integrator) {
  return integrator == Integrator::rk4 || integrator == Integrator::map;
}

}  // namespace

CellSolver::CellSolver(const model::Model& model, const grid::ParameterGrid& grid,
                       const ParameterSettings& settings,
                       const std::vector<metric::MetricSpec>& metrics,
                       const IntegrationOptions& options, program::Engine engine,
                       const std::stop_token& stop)
    : solver_((has_fixed_steps(options.integrator) ? make_fixed_step_solver : make_adaptive_solver)(
          model, grid, settings, metrics, options, engine, stop)) {}

CellSolver::~CellSolver() = default;

ChunkResult CellSolver::solve(const grid::ChunkRange& range) { return solver_->solve(range); }

}  // namespace heatreel::solve
