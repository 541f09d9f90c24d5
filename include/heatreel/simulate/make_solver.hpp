// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <stop_token>

#include "heatreel/grid/parameter_grid.hpp"
#include "heatreel/simulate/simulation.hpp"
#include "heatreel/solve/solver.hpp"

namespace heatreel::simulate {

/// A solver for one compute thread, whose solve() throws solve::Cancelled soon after a stop is
/// requested. It is no member of Simulation, so that the movie library, which asks a simulation for
/// names alone, does not hold all solvers.
std::unique_ptr<solve::Solver> make_solver(const Simulation& simulation,
                                           const grid::ParameterGrid& grid,
                                           const std::stop_token& stop);

}  // namespace heatreel::simulate
