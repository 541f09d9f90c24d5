// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <unordered_map>
#include <vector>

#include "heatreel/grid/frame_record.hpp"

namespace heatreel::schedule {

/// How large chunks may be.
struct ChunkLimits {
  std::int64_t granularity = 1;  ///< cells a solver advances at once; sizes are multiples of it
  std::int64_t most_cells = std::int64_t{1} << 20;  ///< what a rank can hold of one chunk
  double shortest_seconds = 0.002;  ///< below it, handing out costs more than it balances
  double longest_seconds = 0.5;     ///< above it, a stop request waits too long
};

/// Cuts the space into chunks, front to back, without ever holding a list of cells. A pure state
/// machine: it knows what was handed out and what came back.
///
/// Guided self-scheduling (Polychronopoulos & Kuck 1987, IEEE Trans. Comput. C-36:1425): a chunk is
/// a fixed share of what is left for each worker, so sizes fall towards the end and the last chunk
/// does not decide the run time. The measured cost of a cell keeps a chunk's duration between the
/// limits.
class ChunkScheduler {
 public:
  /// \param workers compute threads of the whole job, ≥ 1
  /// \param stored cells that are never handed out
  ChunkScheduler(std::int64_t cells_per_frame, std::int64_t frames, int workers,
                 const ChunkLimits& limits, const grid::StoredCells& stored = {});

  /// The next chunk, for `rank`; nothing when all cells are handed out.
  std::optional<grid::ChunkRange> next(int rank);

  /// Takes note of a finished chunk. False, and nothing changes, if this rank does not hold this
  /// chunk: a duplicate, or a report of something never handed out.
  bool finish(int rank, const grid::ChunkRange& range, double seconds);

  /// Takes note that a chunk will not be computed in this run. False, and nothing changes, if this
  /// rank does not hold it.
  bool abandon(int rank, const grid::ChunkRange& range);

  /// Cells not handed out yet.
  std::int64_t remaining() const { return remaining_; }
  bool exhausted() const { return remaining() == 0; }
  /// Chunks handed out and not finished.
  std::size_t outstanding() const { return outstanding_.size(); }
  /// The size that next() would choose before it looks at the frame's end.
  std::int64_t guided_size() const;

 private:
  struct Holding {
    int rank = 0;
    std::int64_t end = 0;
  };

  bool is_stored(grid::FrameIndex frame) const;
  void skip_stored();

  std::int64_t cells_per_frame_;
  int workers_;
  ChunkLimits limits_;
  std::vector<bool> stored_frames_;
  std::deque<grid::ChunkRange> stored_runs_;  ///< those at or beyond the frontier
  std::int64_t frontier_ = 0;                 ///< all cells before it are handed out or stored
  std::int64_t remaining_;
  /// Sums over the reports, in which a report counts less with each one that follows it: they look
  /// back on a round of all workers. 0 before the first report.
  double seconds_ = 0.0;
  double cells_ = 0.0;
  std::unordered_map<std::int64_t, Holding> outstanding_;  ///< by a chunk's first cell
};

}  // namespace heatreel::schedule
