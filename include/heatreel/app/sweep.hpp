// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "heatreel/app/progress.hpp"
#include "heatreel/app/stop_request.hpp"
#include "heatreel/app/sweep_job.hpp"
#include "heatreel/comm/communicator.hpp"
#include "heatreel/solve/solver.hpp"

namespace heatreel::app {

/// What a sweep took, over all ranks.
struct SweepStatistics {
  std::int64_t cells = 0;            ///< computed; this and the next five are known to rank 0 only
  std::int64_t frames = 0;           ///< committed
  std::optional<StopCause> stopped;  ///< why it ended early, or was given up
  std::string first_error;           ///< the first exception of a solver; "" if there was none
  std::vector<grid::Tally> tallies;  ///< of each metric, over the cells that were computed
  grid::Shortage shortage;           ///< of these cells
  double seconds = 0.0;              ///< from the first request to the last commit
  double compute_seconds = 0.0;      ///< of the busiest rank's threads, summed over them
  double commit_seconds = 0.0;       ///< of the rank with the largest value
  int commits = 0;
  double peak_bytes = 0.0;  ///< largest resident size of a rank
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
