// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <limits>

#include "heatreel/comm/communicator.hpp"
#include "heatreel/schedule/coordinator.hpp"
#include "heatreel/store/frame_store.hpp"

namespace heatreel::config {

/// How a run is carried out, as every rank must know it. Times in seconds. Each default is stated
/// once; a setting that is for one module has the default which that module states.
struct RunSettings {
  int threads = 1;  ///< compute threads of each rank
  /// Results that a rank may hold before they are committed.
  std::uint64_t buffer_bytes = static_cast<std::uint64_t>(schedule::JobShape{}.buffer_bytes);
  /// The sweep is given up when more cells than that have failed.
  std::int64_t max_failed = std::numeric_limits<std::int64_t>::max();
  /// A finished result is on disk after this time.
  double commit_interval = schedule::CommitPolicy{}.longest_wait_seconds;
  /// A file operation that takes longer ends the run.
  double io_timeout = store::StoreOptions{}.io_timeout;
  /// A rank that is silent for longer ends the run.
  double rank_timeout = comm::usual_silence_limit;

  bool operator==(const RunSettings&) const = default;
};

}  // namespace heatreel::config
