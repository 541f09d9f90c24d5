// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

#include "heatreel/app/progress.hpp"
#include "heatreel/app/sweep_job.hpp"
#include "heatreel/comm/communicator.hpp"
#include "heatreel/solve/solver.hpp"

namespace heatreel::app {

/// What a sweep took, over all ranks.
struct SweepStatistics {
  std::int64_t cells = 0;
  std::int64_t failed_cells = 0;  ///< known to rank 0 only
  double seconds = 0.0;           ///< from the first request to the last commit
  double compute_seconds = 0.0;   ///< of the busiest rank's threads, summed over them
  double commit_seconds = 0.0;    ///< of the rank that spent most
  int commits = 0;
  double peak_bytes = 0.0;  ///< largest resident size of a rank
};

/// Collective. Computes all cells of a job and stores them: rank 0 hands out chunks, every rank
/// computes, and frames are written as they are finished. The file is complete and closed when it
/// returns.
/// \param make_solver called once in each compute thread
SweepStatistics run_sweep(const SweepJob& job, const solve::SolverFactory& make_solver,
                          ProgressStyle style, const comm::Communicator& comm);

/// The solver that a job describes. The factory refers to the job, which must outlive it.
solve::SolverFactory solver_factory(const SweepJob& job);

}  // namespace heatreel::app
