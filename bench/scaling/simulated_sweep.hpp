// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cell_costs.hpp"
#include "schedules.hpp"

#include <cstdint>
#include <functional>
#include <memory>

namespace heatreel::bench {

/// Seconds that everything takes but cells and Coordinator. docs/scaling.md says where each figure
/// comes from.
struct MachineCosts {
  double receive = 2e-6;              ///< rank 0 takes a request in
  double send = 2e-6;                 ///< rank 0 decides on an order and sends it
  double latency = 2e-6;              ///< a message between two ranks
  double nap = 500e-6;                ///< between two looks of an idle rank for messages
  double pause = 200e-6;              ///< between two looks of a rank in a barrier
  double sync = 5e-3;                 ///< the file system makes durable what was written
  double frame = 30e-6;               ///< rank 0 records and flags a frame
  double collective_per_rank = 1e-7;  ///< of a collective read or write, for each rank of the job
  double bytes_per_second = 20e9;     ///< of the file system, all ranks together
  int variables = 3;                  ///< of the file: status, verdict, one metric

  bool commits_cost = true;

  /// A collective commit, from the order on.
  double commit_seconds(int ranks, double bytes, std::size_t frames) const;
};

/// What a simulated sweep took.
struct SimulatedResult {
  double seconds = 0.0;         ///< from the first request to the order to stop
  double efficiency = 0.0;      ///< seconds of a perfect schedule / seconds
  double load = 0.0;            ///< share of the time in which rank 0 works on messages
  double commit_share = 0.0;    ///< share of the time in which a commit goes on
  double longest_commit = 0.0;  ///< seconds
  int commits = 0;
  std::int64_t chunks = 0;
  double peak_bytes = 0.0;  ///< of what the schedule keeps at rank 0, sampled at each commit
};

using MakeSchedule = std::function<std::unique_ptr<Schedule>()>;

/// A sweep of which the schedule is real, and all else is a clock that is set forward. Rank 0 does
/// what app::SweepController and app::SweepWorker do, in their order: it takes in all requests that
/// have come, sends all orders that there are, and joins the commits.
/// \param requests_per_rank that are open at any time
SimulatedResult simulate(const schedule::JobShape& shape, const CellCosts& costs,
                         const MachineCosts& machine, const MakeSchedule& make_schedule,
                         int requests_per_rank);

}  // namespace heatreel::bench
