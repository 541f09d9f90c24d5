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

#include "wire_format.hpp"

#include <algorithm>
#include <chrono>
#include <memory>
#include <optional>

#include <sys/resource.h>

#include "heatreel/app/compute_pool.hpp"
#include "heatreel/app/guarded_solver.hpp"
#include "heatreel/app/sweep_controller.hpp"
#include "heatreel/app/sweep_worker.hpp"
#include "heatreel/base/clock.hpp"
#include "heatreel/base/text.hpp"
#include "heatreel/simulate/make_solvers.hpp"
#include "heatreel/store/frame_store.hpp"

namespace heatreel::app {

template <>
inline constexpr auto parts<RankWork> =
    std::tuple{&RankWork::cells,         &RankWork::chunks,          &RankWork::smallest_chunk,
               &RankWork::largest_chunk, &RankWork::commits,         &RankWork::threads,
               &RankWork::seconds,       &RankWork::compute_seconds, &RankWork::commit_seconds,
               &RankWork::peak_bytes};

namespace {

/// How long a rank with nothing to do sleeps before it looks for messages again. A finished chunk
/// wakes it sooner. It is what a request may wait for rank 0, so it is short beside a chunk's time.
constexpr auto longest_nap = std::chrono::microseconds(500);

double peak_resident_bytes() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<double>(usage.ru_maxrss) * 1024.0;
}

/// The factory of solvers whose exceptions cost no more than the cell.
solve::SolverFactory guarded(const solve::SolverFactory& make_solver, std::size_t metrics) {
  return [=](const std::stop_token& stop) {
    return std::make_unique<GuardedSolver>(make_solver, metrics, stop);
  };
}

/// Why a sweep ended early. A signal or a time limit does not count if all cells are committed.
/// Too many failed cells always count.
std::optional<StopCause> why_stopped(const SweepController& controller) {
  const auto& cause = controller.cause();
  const bool too_late = controller.coordinator().all_committed() && cause &&
                        cause->kind != StopCause::Kind::failed_cells;
  return too_late ? std::nullopt : cause;
}

/// Everything that takes part in a sweep on this rank.
class SweepRank {
 public:
  SweepRank(const SweepJob& job, const solve::SolverFactory& make_solver, store::FrameStore& store,
            const StopRequest& stop, ProgressStyle style, const comm::Communicator& comm)
      : pool_(job.threads, guarded(make_solver, job.layout.metrics.size()), job.layout.form()),
        worker_(comm, job.sweep.grid.cells_per_frame(), job.threads, pool_, store, stop) {
    if (comm.rank() == 0) {
      const schedule::CommitPolicy policy{.longest_wait_seconds = job.commit_interval};
      controller_.emplace(comm, shape_of(job, comm.size()), policy, job.stored, stop,
                          job.max_failed, style);
    }
  }

  void run() {
    while (!worker_.stopped()) {
      const bool controlled = controller_ && controller_->step();
      const bool worked = worker_.step();
      if (controller_) {
        controller_->saw_commit(worker_.longest_commit_seconds());
      }
      if (!controlled && !worked) {
        pool_.wait(longest_nap);
      }
    }
  }

  SweepStatistics statistics() const {
    SweepStatistics mine;
    if (controller_) {
      const schedule::Coordinator& coordinator = controller_->coordinator();
      mine.cells = controller_->computed_cells();
      mine.frames = coordinator.committed_frames();
      mine.stopped = why_stopped(*controller_);
      mine.first_error = controller_->first_error();
      mine.tallies = controller_->tallies();
    }
    mine.seconds = clock_.seconds();
    return mine;
  }

  RankWork work() const {
    RankWork mine = worker_.work();
    mine.threads = pool_.threads();
    mine.seconds = clock_.seconds();
    mine.compute_seconds = pool_.busy_seconds();
    mine.peak_bytes = peak_resident_bytes();
    return mine;
  }

 private:
  base::Stopwatch clock_;
  ComputePool pool_;
  SweepWorker worker_;
  std::optional<SweepController> controller_;
};

/// Receives requests that need no answer: a rank that started late may have asked after the last
/// chunk was handed out, and MPI requires that every message is received. Collective.
void discard_requests(const comm::Communicator& comm) {
  comm.barrier();
  while (comm.poll(request_tag)) {
  }
}

/// Collective: what each rank has done, on rank 0.
std::vector<RankWork> gather_work(const RankWork& mine, const comm::Communicator& comm) {
  WireWriter out;
  out.put(mine);
  std::vector<RankWork> all;
  for (const std::string& message : comm.gather(out.text())) {
    WireReader in(message);
    all.push_back(in.take<RankWork>());
    in.finish();
  }
  return all;
}

/// How often the run was continued before.
std::int64_t restarts(const SweepJob& job) {
  for (const auto& [name, text] : job.layout.provenance) {
    if (name == provenance_restarts) {
      return base::parse_int(text).value_or(0);
    }
  }
  return 0;
}

/// What the file is told at the end: when the sweep was finished, if it was. Collective; rank 0
/// knows.
store::Provenance closing_words(const SweepStatistics& sweep, const comm::Communicator& comm) {
  const std::string finished = comm.broadcast(sweep.stopped ? "" : base::utc_now());
  return finished.empty() ? store::Provenance{}
                          : store::Provenance{{provenance_finished, finished}};
}

}  // namespace

double SweepStatistics::most(double RankWork::*what) const {
  double most = 0.0;
  for (const RankWork& rank : ranks) {
    most = std::max(most, rank.*what);
  }
  return most;
}

solve::SolverFactory solver_factory(const config::SweepConfig& config) {
  return simulate::make_solvers(config.simulation, config.grid);
}

SweepStatistics run_sweep(const SweepJob& job, const solve::SolverFactory& make_solver,
                          const StopRequest& stop, ProgressStyle style,
                          const comm::Communicator& comm) {
  program::use_simd(job.simd);
  const comm::Doing opening(comm, "opening the result file");
  const auto ask = [&] {
    stop.end_if_requested("laying out " + job.output, "nothing was changed");
  };
  store::FrameStore store(job.output, job.layout, comm,
                          {.opening = job.opening, .io_timeout = job.io_timeout, .ask = ask});
  if (job.opening == store::Opening::resume) {
    store.note({{provenance_restarts, std::to_string(restarts(job) + 1)}});
  }
  SweepStatistics total;
  RankWork mine;
  {
    const comm::Doing computing(comm, "computing");
    SweepRank rank(job, make_solver, store, stop, style, comm);
    rank.run();
    total = rank.statistics();
    mine = rank.work();
  }
  const comm::Doing closing(comm, "closing the result file");
  discard_requests(comm);
  total.ranks = gather_work(mine, comm);
  store.close(closing_words(total, comm));
  return total;
}

}  // namespace heatreel::app
