// SPDX-License-Identifier: GPL-3.0-or-later
// CellSolver against another solver at equal error.
#pragma once

#include "sweep_of_cells.hpp"

#include <functional>
#include <string>
#include <vector>

namespace heatreel::bench {

/// Brings one cell's state from t = 0 to t_end at the tolerances rtol and rtol / 1000.
using Peer =
    std::function<void(double parameter, double t_end, double rtol, std::vector<double>& state)>;

struct Problem {
  std::string name;
  SweepOfCells sweep;
  double t_end = 0.0;
  std::int64_t peer_cells = 0;  ///< so many of the sweep's cells are solved by the peer
  Peer peer;
};

/// Solves the sweep with CellSolver at rtol 1e-6 and the peer's cells with the peer, at the
/// tolerance with which the peer has the same error, in turn, and prints a line. The error is the
/// median over the peer's cells of the distance of the final states (up to 32 of them are looked
/// at) from CellSolver's at rtol 1e-12, relative to these.
void at_equal_error(const Problem& problem, solve::Integrator integrator);

}  // namespace heatreel::bench
