// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "heatreel/app/progress.hpp"
#include "heatreel/app/rank_work.hpp"
#include "heatreel/app/stop_request.hpp"
#include "heatreel/app/sweep_job.hpp"
#include "heatreel/comm/communicator.hpp"
#include "heatreel/solve/solver.hpp"

namespace heatreel::app {

/// What a sweep took, over all ranks. Known to rank 0 only.
struct SweepStatistics {
  std::int64_t cells = 0;            ///< computed
  std::int64_t frames = 0;           ///< committed
  std::optional<StopCause> stopped;  ///< why it ended early, or was given up
  std::string first_error;           ///< the first exception of a solver; "" if there was none
  std::vector<grid::Tally> tallies;  ///< of each metric, over the cells that were computed
  double seconds = 0.0;              ///< from the first request to the last commit
  std::vector<RankWork> ranks;       ///< in their order

  /// Of the rank with the largest value.
  double commit_seconds() const { return most(&RankWork::commit_seconds); }
  double peak_bytes() const { return most(&RankWork::peak_bytes); }

 private:
  double most(double RankWork::*what) const;
};

/// Collective. Computes all cells of a job and stores them: rank 0 hands out chunks, every rank
/// computes, and frames are written as they are finished. When it returns the file is closed, and
/// complete unless the sweep was stopped.
/// \param make_solver called once in each compute thread, and again after a solver has thrown
SweepStatistics run_sweep(const SweepJob& job, const solve::SolverFactory& make_solver,
                          const StopRequest& stop, ProgressStyle style,
                          const comm::Communicator& comm);

/// The solver that a job describes.
solve::SolverFactory solver_factory(const config::SweepConfig& sweep);

}  // namespace heatreel::app
