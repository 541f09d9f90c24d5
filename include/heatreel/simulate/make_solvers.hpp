// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>

#include "heatreel/grid/parameter_grid.hpp"
#include "heatreel/simulate/simulation.hpp"
#include "heatreel/solve/solver.hpp"

namespace heatreel::simulate {

/// Makes a solver for each compute thread, whose solve() throws solve::Cancelled soon after a stop
/// is requested. Solvers of a model share their programs. It is no member of Simulation, so that
/// the movie library, which asks a simulation for names alone, does not hold all solvers.
solve::SolverFactory make_solvers(std::shared_ptr<const Simulation> simulation,
                                  const grid::ParameterGrid& grid);

}  // namespace heatreel::simulate
