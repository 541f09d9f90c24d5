// SPDX-License-Identifier: GPL-3.0-or-later
//
// The sweep as a whole, from a configuration to a complete file:
//
//   SweepJob
//     -> rank 0, SweepController: the Coordinator cuts the ParameterGrid into ChunkRanges -> Order
//     -> every rank, SweepWorker: ComputePool with a Solver -> ChunkResult -> FrameSlab
//     -> ChunkReport to rank 0; when a frame is complete: CommitFrames to all
//     -> FrameStore: collective write, sync, flag
#include "heatreel/app/sweep.hpp"

#include <chrono>
#include <memory>
#include <optional>

#include <sys/resource.h>

#include "heatreel/app/compute_pool.hpp"
#include "heatreel/app/sweep_controller.hpp"
#include "heatreel/app/sweep_worker.hpp"
#include "heatreel/base/clock.hpp"
#include "heatreel/solve/cell_solver.hpp"
#include "heatreel/solve/trust_solver.hpp"
#include "heatreel/store/frame_store.hpp"

namespace heatreel::app {

namespace {

/// How long a rank with nothing to do sleeps before it looks for messages again. A finished chunk
/// wakes it sooner. It is what a request may wait for rank 0, so it is short beside a chunk's time.
constexpr auto longest_nap = std::chrono::microseconds(500);

double peak_resident_bytes() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<double>(usage.ru_maxrss) * 1024.0;
}

/// Everything that takes part in a sweep on this rank.
class SweepRank {
 public:
  SweepRank(const SweepJob& job, const solve::SolverFactory& make_solver, store::FrameStore& store,
            ProgressStyle style, const comm::Communicator& comm)
      : pool_(job.threads, make_solver, job.sweep.value_type),
        worker_(comm, job.sweep.grid.cells_per_frame(), job.threads, pool_, store) {
    if (comm.rank() == 0) {
      controller_.emplace(comm, shape_of(job, comm.size()), schedule::CommitPolicy{}, style);
    }
  }

  void run() {
    while (!worker_.stopped()) {
      const bool controlled = controller_ && controller_->step();
      const bool worked = worker_.step();
      if (!controlled && !worked) {
        pool_.wait(longest_nap);
      }
    }
  }

  SweepStatistics statistics() const {
    SweepStatistics mine;
    if (controller_) {
      mine.cells = controller_->coordinator().finished_cells();
      mine.failed_cells = controller_->coordinator().failed_cells();
    }
    mine.seconds = clock_.seconds();
    mine.compute_seconds = pool_.busy_seconds();
    mine.commit_seconds = worker_.commit_seconds();
    mine.commits = worker_.commits();
    return mine;
  }

 private:
  base::Stopwatch clock_;
  ComputePool pool_;
  SweepWorker worker_;
  std::optional<SweepController> controller_;
};

/// Takes in requests that nobody will answer: a rank that started late may have asked after the
/// last chunk was out, and MPI wants every message received. Collective.
void drain(const comm::Communicator& comm) {
  comm.barrier();
  while (comm.poll(request_tag)) {
  }
}

}  // namespace

solve::SolverFactory solver_factory(const SweepJob& job) {
  return [&sweep = job.sweep]() -> std::unique_ptr<solve::Solver> {
    const auto solver = [&](const solve::IntegrationOptions& options) {
      return std::make_unique<solve::CellSolver>(sweep.model, sweep.grid, sweep.settings,
                                                 sweep.metrics, options);
    };
    if (!sweep.trust) {
      return solver(sweep.integration);
    }
    return std::make_unique<solve::TrustSolver>(
        solver(sweep.integration), solver(solve::tightened(sweep.integration)), *sweep.trust);
  };
}

SweepStatistics run_sweep(const SweepJob& job, const solve::SolverFactory& make_solver,
                          ProgressStyle style, const comm::Communicator& comm) {
  store::FrameStore store(job.output, job.layout, comm);
  SweepStatistics total;
  {
    SweepRank rank(job, make_solver, store, style, comm);
    rank.run();
    total = rank.statistics();
  }
  drain(comm);
  total.compute_seconds = comm.max(total.compute_seconds);
  total.commit_seconds = comm.max(total.commit_seconds);
  total.peak_bytes = comm.max(peak_resident_bytes());
  store.close({{provenance_finished, comm.broadcast(base::utc_now())}});
  return total;
}

}  // namespace heatreel::app
