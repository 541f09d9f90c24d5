// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <deque>
#include <optional>

#include "heatreel/schedule/chunk_scheduler.hpp"
#include "heatreel/schedule/frame_ledger.hpp"
#include "heatreel/schedule/report.hpp"

namespace heatreel::schedule {

/// What the coordinator must know of a job.
struct JobShape {
  std::int64_t cells_per_frame = 1;
  std::int64_t frames = 1;
  int ranks = 1;
  int threads = 1;                                    ///< compute threads a rank
  std::int64_t bytes_per_cell = 1;                    ///< of a finished result
  std::int64_t granularity = 1;                       ///< cells a solver advances at once
  std::int64_t buffer_bytes = std::int64_t{1} << 28;  ///< finished results a rank may hold
};

/// When results are written although more could be gathered.
struct CommitPolicy {
  std::int64_t group_bytes = std::int64_t{1} << 20;  ///< so much of complete frames is waiting
  /// A rank holds more results than this: a band of frames that are not complete is written, so
  /// that memory does not grow with the frame. The same if half of its buffer is full.
  std::int64_t band_bytes = std::int64_t{8} << 20;
  double interval_seconds = 1.0;  ///< complete frames wait, and the last commit was so long ago
  /// No result waits longer, though its frame be unfinished: what a killed run can lose.
  double longest_wait_seconds = 30.0;
};

/// An order and who gets it.
struct Dispatch {
  static constexpr int everyone = -1;
  int rank = everyone;
  Order order;
};

/// Rank 0's mind: requests and reports in, orders out. A pure state machine without MPI or clock.
///
/// A rank asks for one chunk at a time with request(), and may have several requests open (one for
/// each compute thread and one ahead). Each is answered by one ComputeChunk as long as there are
/// cells. The other orders go to everyone; each rank must see them in the order given here. A chunk
/// may reach its rank before or after orders to everyone that were given earlier or later; if it
/// comes after Drain, the rank gives it back.
///
/// drain() ends the sweep early. What is finished is committed at once, chunks that are under way
/// come in as reports or, if they are given up, as give_back() like those not begun, and then
/// follow a last commit and Stop.
class Coordinator {
 public:
  /// \param stored what an earlier run has left in the file; counted as finished
  Coordinator(const JobShape& shape, const CommitPolicy& policy,
              const grid::StoredCells& stored = {});

  /// `rank` has room for another chunk.
  void request(int rank);
  /// `rank` has finished a chunk. False, and nothing changes, if it does not hold that chunk.
  bool report(int rank, const ChunkReport& report);
  /// Hands out no chunk any more. May be called again to give up what is being computed.
  void drain(Running running);
  /// `rank` will not compute this chunk, having been told to drain. False, and nothing changes, if
  /// it does not hold it.
  bool give_back(int rank, const grid::ChunkRange& range);

  /// The next order to send, or nothing until more comes in. \param now seconds on any clock that
  /// does not run backwards
  std::optional<Dispatch> next(double now);

  bool draining() const { return draining_.has_value(); }
  bool stopped() const { return stopped_; }
  /// Those that were stored from the start included.
  std::int64_t finished_cells() const { return finished_cells_; }
  std::int64_t failed_cells() const { return failed_cells_; }
  /// Frames whose commit has been ordered, or that were committed from the start.
  std::int64_t committed_frames() const { return committed_frames_; }
  bool all_committed() const { return committed_frames_ == shape_.frames; }

 private:
  bool commit_is_due(double now) const;
  bool results_are_old(double now);
  bool is_full(int rank) const;
  std::optional<Dispatch> commit(CommitFrames order, double now);
  std::optional<Dispatch> hand_out(double now);
  std::optional<Dispatch> next_while_draining(double now);
  std::optional<Dispatch> stop();

  JobShape shape_;
  CommitPolicy policy_;
  ChunkScheduler scheduler_;
  FrameLedger ledger_;
  std::deque<int> waiting_;  ///< ranks with an open request, first come first served
  double last_commit_ = 0.0;
  std::optional<Running> draining_;
  std::optional<Running> drain_ordered_;  ///< what the ranks have been told
  double nothing_held_ = 0.0;  ///< when the ranks last held no result that is not written
  bool stopped_ = false;
  std::int64_t finished_cells_ = 0;
  std::int64_t failed_cells_ = 0;
  std::int64_t committed_frames_ = 0;
};

}  // namespace heatreel::schedule
