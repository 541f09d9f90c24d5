// SPDX-License-Identifier: GPL-3.0-or-later
#include "heatreel/solve/cell_solver.hpp"

#include "methods.hpp"

namespace heatreel::solve {

CellSolver::CellSolver(std::shared_ptr<Kernels> kernels, const std::stop_token& stop)
    : methods_(std::make_unique<Methods>(std::move(kernels), stop)) {}

CellSolver::CellSolver(const model::Model& model, const grid::ParameterGrid& grid,
                       const ParameterSettings& settings,
                       const std::vector<metric::MetricSpec>& metrics,
                       const IntegrationOptions& options, program::Engine engine,
                       const std::stop_token& stop)
    : CellSolver(std::make_shared<Kernels>(SolverInput{prepared(model, grid, settings), grid,
                                                       settings, metrics, options, engine}),
                 stop) {}

CellSolver::~CellSolver() = default;

ChunkResult CellSolver::solve(const grid::ChunkRange& range) { return methods_->solve(range); }

SolverFactory cell_solvers(const model::Model& model, const grid::ParameterGrid& grid,
                           const ParameterSettings& settings,
                           const std::vector<metric::MetricSpec>& metrics,
                           const IntegrationOptions& options) {
  const auto kernels =
      std::make_shared<Kernels>(SolverInput{prepared(model, grid, settings), grid, settings,
                                            metrics, options, program::Engine::automatic});
  return [kernels](const std::stop_token& stop) {
    return std::make_unique<CellSolver>(kernels, stop);
  };
}

}  // namespace heatreel::solve
