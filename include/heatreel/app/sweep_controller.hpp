// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "heatreel/app/progress.hpp"
#include "heatreel/app/stop_request.hpp"
#include "heatreel/base/clock.hpp"
#include "heatreel/comm/communicator.hpp"
#include "heatreel/schedule/coordinator.hpp"
#include "heatreel/schedule/deadline.hpp"

namespace heatreel::app {

/// Rank 0's other part in the sweep: carries requests to the coordinator and its orders to the
/// ranks, decides whether the sweep ends early, and shows the progress. Runs on the same thread as
/// rank 0's worker.
class SweepController {
 public:
  /// \param stored what the file holds from the start
  /// \param stop tells the time limit; signals come as messages, from rank 0 as from all others
  /// \param max_failed with more failed cells than that the sweep is given up
  SweepController(const comm::Communicator& comm, const schedule::JobShape& shape,
                  const schedule::CommitPolicy& policy, const grid::StoredCells& stored,
                  const StopRequest& stop, std::int64_t max_failed, ProgressStyle style);

  /// Answers the requests that have come. Returns whether there was anything to do. Never waits.
  bool step();
  /// A commit took so long.
  void saw_commit(double seconds) { deadline_.saw_commit(seconds); }

  const schedule::Coordinator& coordinator() const { return coordinator_; }
  /// Cells that were computed since the start.
  std::int64_t computed_cells() const { return coordinator_.finished_cells() - stored_cells_; }
  /// Why the sweep was told to end before all cells were handed out.
  const std::optional<StopCause>& cause() const { return cause_; }
  /// What a solver threw, of all cells the first that was heard of; "" if nothing was.
  const std::string& first_error() const { return first_error_; }
  /// Of each metric, over all cells that were computed since the start; empty if none was.
  const std::vector<grid::Tally>& tallies() const { return tallies_; }
  /// Of all cells that were computed since the start.
  const grid::Shortage& shortage() const { return shortage_; }

 private:
  bool receive();
  void take(const schedule::ChunkReport& report, int rank);
  void stop_early(const StopCause& cause, schedule::Running running);
  void check_limits();
  bool dispatch();
  bool compiling() const;
  void show_progress();

  comm::Communicator comm_;
  schedule::Coordinator coordinator_;
  const StopRequest& stop_;
  std::int64_t max_failed_;
  schedule::Deadline deadline_;
  std::optional<StopCause> cause_;
  std::string first_error_;
  std::vector<grid::Tally> tallies_;
  grid::Shortage shortage_;
  std::int64_t stored_cells_;  ///< from the start
  SweepState total_;
  Progress progress_;
  double computing_since_ = 0.0;  ///< in seconds of progress_
  base::Stopwatch clock_;
};

}  // namespace heatreel::app
