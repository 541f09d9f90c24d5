// SPDX-License-Identifier: GPL-3.0-or-later
// The two ways to solve cells that CellSolver chooses from.
#pragma once

#include "cell_block.hpp"

#include <memory>
#include <vector>

#include "heatreel/solve/cell_solver.hpp"

namespace heatreel::solve {

/// All cells of a block take the same steps.
std::unique_ptr<Solver> make_fixed_step_solver(const model::Model& model,
                                               const grid::ParameterGrid& grid,
                                               const ParameterSettings& settings,
                                               const std::vector<metric::MetricSpec>& metrics,
                                               const IntegrationOptions& options,
                                               program::Engine engine, const std::stop_token& stop);

/// Each cell takes steps of its own; a lane that is done gets the next cell.
std::unique_ptr<Solver> make_adaptive_solver(const model::Model& model,
                                             const grid::ParameterGrid& grid,
                                             const ParameterSettings& settings,
                                             const std::vector<metric::MetricSpec>& metrics,
                                             const IntegrationOptions& options,
                                             program::Engine engine, const std::stop_token& stop);

/// Takes a lane's metrics over into the result. A metric that is not a finite number is missing,
/// and the others stand. If the solution is not finite, neither is the cell: it has no metric at
/// all. \param solution slots whose numbers are finite if the solution is \param results slots of
/// the metrics \param cell its place in the result
void store_cell(const CellBlock& block, const std::vector<program::Slot>& solution,
                const std::vector<program::Slot>& results, std::size_t lane, std::size_t cell,
                ChunkResult& result);

}  // namespace heatreel::solve
