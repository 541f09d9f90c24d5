// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <unordered_map>
#include <vector>

#include "heatreel/schedule/report.hpp"

namespace heatreel::schedule {

/// Keeps account of the frames that are under way: which of their cells are finished, which rank
/// still holds results of them in memory, and what will be recorded of them. A pure state machine.
/// Its size is that of the frames under way: runs of neighbouring cells are joined as they come in.
class FrameLedger {
 public:
  /// \param bytes_per_cell memory that a finished cell takes until it is written
  /// \param stored runs of incomplete frames that an earlier run has written
  FrameLedger(std::int64_t cells_per_frame, int ranks, std::int64_t bytes_per_cell,
              const std::vector<grid::CellRun>& stored = {});

  /// Enters a finished chunk. Each cell must come in once (ChunkScheduler::finish sees to it).
  void enter(int rank, const ChunkReport& report);

  /// Bytes of finished results that a rank holds.
  std::int64_t held_bytes(int rank) const { return held_bytes_[static_cast<std::size_t>(rank)]; }
  /// Bytes of finished results that all ranks hold together.
  std::int64_t held_bytes() const { return all_held_bytes_; }
  /// Bytes of the frames that are complete and not yet taken.
  std::int64_t complete_bytes() const { return complete_bytes_; }
  bool has_complete() const { return !complete_.empty(); }
  /// Frames with some finished cells, complete ones included.
  bool empty() const { return open_.empty() && complete_.empty(); }

  /// The order that writes all complete frames, oldest first, and strikes them off.
  CommitFrames take_complete();
  /// The same, and all that is held of incomplete frames with it, so that no rank holds anything.
  CommitFrames take_everything();

 private:
  /// Finished neighbouring cells, [key, end).
  struct Run {
    std::int64_t end = 0;
    std::vector<base::Digest> digests;
  };
  struct OpenFrame {
    std::int64_t finished = 0;                         ///< cells
    std::map<std::int64_t, Run> runs;                  ///< by first cell
    std::unordered_map<int, std::int64_t> held_cells;  ///< by rank: finished, not written
  };

  /// Enters cells into the account of their frame. They are held by `rank`, or stored already.
  void add(std::optional<int> rank, const grid::ChunkRange& range,
           const std::vector<base::Digest>& digests);
  static void insert_run(OpenFrame& frame, const grid::ChunkRange& range,
                         const std::vector<base::Digest>& digests);
  void release(OpenFrame& frame);
  std::vector<grid::CellRun> open_runs() const;

  std::int64_t cells_per_frame_;
  std::int64_t bytes_per_cell_;
  std::vector<std::int64_t> held_bytes_;  ///< by rank
  std::int64_t all_held_bytes_ = 0;
  std::map<grid::FrameIndex, OpenFrame> open_;      ///< incomplete
  std::map<grid::FrameIndex, OpenFrame> complete_;  ///< waiting to be taken
  std::int64_t complete_bytes_ = 0;
};

}  // namespace heatreel::schedule
