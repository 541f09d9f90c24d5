// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <vector>

#include "heatreel/app/compute_pool.hpp"
#include "heatreel/app/rank_work.hpp"
#include "heatreel/app/stop_request.hpp"
#include "heatreel/comm/communicator.hpp"
#include "heatreel/schedule/report.hpp"
#include "heatreel/store/frame_store.hpp"

namespace heatreel::app {

/// Tags of the messages of a sweep.
inline constexpr int request_tag = 1;       ///< any rank to rank 0
inline constexpr int order_tag = 2;         ///< rank 0 to one rank, itself included
inline constexpr int common_order_tag = 3;  ///< rank 0 to all others, as an announcement

/// A rank's part in the sweep: the one thread that talks MPI. It asks rank 0 for chunks, one ahead
/// of what its compute threads work on, keeps what they finish, joins every commit, and passes on a
/// signal that this process gets.
class SweepWorker {
 public:
  /// Asks for its first chunks at once.
  SweepWorker(const comm::Communicator& comm, std::int64_t cells_per_frame, int threads,
              ComputePool& pool, store::FrameStore& store, const StopRequest& stop);

  /// Does what there is to do now. Returns whether there was anything. Collective with the other
  /// ranks' step() where an order says so.
  bool step();
  /// True once rank 0 has said stop.
  bool stopped() const { return stopped_; }

  double longest_commit_seconds() const { return longest_commit_seconds_; }
  /// What this rank has done; the pool and the clock know the rest.
  const RankWork& work() const { return work_; }

 private:
  bool report_signal();
  bool report_finished();
  std::optional<schedule::Order> next_order();
  bool obey_order();
  void obey(const schedule::ComputeChunk& order);
  void obey(const schedule::CommitFrames& order);
  void obey(const schedule::Drain& order);
  void obey(const schedule::Stop& order);
  void count(const grid::ChunkRange& range);
  void give_back(const std::vector<grid::ChunkRange>& ranges);
  std::vector<store::FrameSlab> take_slabs(const schedule::CommitFrames& order);

  comm::Communicator comm_;
  std::int64_t cells_per_frame_;
  ComputePool& pool_;
  store::FrameStore& store_;
  const StopRequest& stop_;
  std::multimap<grid::FrameIndex, store::FrameSlab> held_;
  bool signal_told_ = false;
  bool draining_ = false;
  bool stopped_ = false;
  double longest_commit_seconds_ = 0.0;
  RankWork work_;
};

}  // namespace heatreel::app
