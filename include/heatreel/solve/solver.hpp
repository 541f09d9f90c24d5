// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <memory>
#include <stop_token>
#include <string>
#include <vector>

#include "heatreel/base/cancelled.hpp"
#include "heatreel/grid/cell_status.hpp"
#include "heatreel/grid/cell_verdict.hpp"
#include "heatreel/grid/parameter_grid.hpp"
#include "heatreel/grid/shortage.hpp"

namespace heatreel::solve {

/// What became of the cells of a chunk.
struct ChunkResult {
  grid::ChunkRange range;
  /// values[metric][cell - range.begin], finite or NaN; NaN in all metrics where the cell's status
  /// is neither ok nor untrusted
  std::vector<std::vector<double>> values;
  std::vector<grid::CellStatus> status;          ///< one per cell
  std::vector<grid::CellVerdict> verdicts = {};  ///< one per cell; {} where nobody judges
  grid::Shortage shortage = {};
  std::string error = {};  ///< what was thrown at the first cell that `failed`
};

/// Thrown by solve() when it was told to stop. The solver is then of no more use.
using base::Cancelled;

/// Simulates cells. One object per compute thread: solve() uses scratch of its own and never calls
/// MPI. A cell's numbers depend on the cell alone, never on the chunk it came in.
class Solver {
 public:
  Solver() = default;
  Solver(const Solver&) = delete;
  Solver& operator=(const Solver&) = delete;
  virtual ~Solver() = default;

  virtual ChunkResult solve(const grid::ChunkRange& range) = 0;
};

/// Makes a solver whose solve() throws Cancelled soon after a stop is requested, and does so itself
/// meanwhile. Threads may call it at the same time.
using SolverFactory = std::function<std::unique_ptr<Solver>(const std::stop_token&)>;

}  // namespace heatreel::solve
