// SPDX-License-Identifier: GPL-3.0-or-later
#include "heatreel/solve/cell_solver.hpp"

#include "methods.hpp"

namespace heatreel::solve {

CellSolver::CellSolver(const model::Model& model, const grid::ParameterGrid& grid,
                       const ParameterSettings& settings,
                       const std::vector<metric::MetricSpec>& metrics,
                       const IntegrationOptions& options, program::Engine engine,
                       const std::stop_token& stop)
    : methods_(std::make_unique<Methods>(
          SolverInput{prepared(model, grid, settings), grid, settings, metrics, options, engine},
          stop)) {}

CellSolver::~CellSolver() = default;

ChunkResult CellSolver::solve(const grid::ChunkRange& range) { return methods_->solve(range); }

}  // namespace heatreel::solve
