// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "heatreel/app/progress.hpp"
#include "heatreel/base/clock.hpp"
#include "heatreel/comm/communicator.hpp"
#include "heatreel/schedule/coordinator.hpp"

namespace heatreel::app {

/// Rank 0's other part in the sweep: carries requests to the coordinator and its orders to the
/// ranks, and shows the progress. Runs on the same thread as rank 0's worker.
class SweepController {
 public:
  SweepController(const comm::Communicator& comm, const schedule::JobShape& shape,
                  const schedule::CommitPolicy& policy, ProgressStyle style);

  /// Answers the requests that have come. Returns whether there was anything to do. Never waits.
  bool step();

  const schedule::Coordinator& coordinator() const { return coordinator_; }

 private:
  bool receive();
  bool dispatch();
  void show_progress();

  comm::Communicator comm_;
  schedule::Coordinator coordinator_;
  SweepState total_;
  Progress progress_;
  base::Stopwatch clock_;
};

}  // namespace heatreel::app
