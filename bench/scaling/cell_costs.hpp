// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

#include "heatreel/grid/parameter_grid.hpp"

namespace heatreel::bench {

/// How the cost of a cell depends on its place.
enum class CostKind {
  uniform,
  lognormal,  ///< each cell by itself, sigma = 2: the dearest of a million costs 1,600 × the mean
  clustered,  ///< the middle tenth of each frame costs 10 × what the rest costs
  late,       ///< the last tenth of the sweep costs 10 × what the rest costs
};

/// The cost of cells, and what disturbs it. Depends on cells and ranks alone: the same in each run.
struct CellCosts {
  CostKind kind = CostKind::uniform;
  double mean_seconds = 1e-3;  ///< of a cell on a rank of full speed, without stragglers
  std::int64_t cells_per_frame = 1;
  std::int64_t cells = 1;   ///< of the sweep
  double straggling = 0.0;  ///< share of the chunks that take 10 times as long
  double slow_nodes = 0.0;  ///< share of the nodes (of 64 ranks) that run at a third of the speed

  /// Seconds that a rank of full speed takes for a chunk.
  double seconds(const grid::ChunkRange& range) const;
  /// 1, or 1/3 on a slow node.
  double speed(int rank) const;
};

}  // namespace heatreel::bench
