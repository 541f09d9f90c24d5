// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "heatreel/base/digest.hpp"
#include "heatreel/grid/frame_record.hpp"
#include "heatreel/grid/parameter_grid.hpp"
#include "heatreel/grid/shortage.hpp"
#include "heatreel/grid/tally.hpp"

namespace heatreel::schedule {

/// What a rank says of a chunk it has finished.
struct ChunkReport {
  grid::ChunkRange range;
  double seconds = 0.0;                   ///< one thread's time for it
  std::int64_t failed = 0;                ///< cells whose status is a failure
  std::vector<base::Digest> digests;      ///< of the stored bytes: status first, then each metric
  std::string error = {};                 ///< what a solver threw at one of the cells; mostly empty
  std::vector<grid::Tally> tallies = {};  ///< of each metric
  grid::Shortage shortage = {};
};

/// Compute these cells, then report.
struct ComputeChunk {
  grid::ChunkRange range;
};

/// Join a collective write. Every rank gets the same sequence of these and joins each one, also
/// with nothing to write.
struct CommitFrames {
  /// All cells are finished: write what you hold of these frames, then flag them.
  std::vector<grid::FrameRecord> complete;
  /// Write what you hold of these frames too, to free memory; more will come.
  std::vector<grid::FrameIndex> partial;
  /// For rank 0's journal, where `partial` frames are written: all cells of incomplete frames that
  /// are stored then, those of earlier commits included. The other ranks are not told.
  std::vector<grid::CellRun> stored;
};

/// What becomes of the chunks that are being computed when a sweep ends early.
enum class Running { finish, give_up };

/// The sweep ends early: begin no more chunks, and give back those that are not begun. With
/// Running::give_up, give back those that are being computed too, at once.
struct Drain {
  Running running = Running::finish;
};

/// All that will be computed is stored.
struct Stop {};

using Order = std::variant<ComputeChunk, CommitFrames, Drain, Stop>;

}  // namespace heatreel::schedule
