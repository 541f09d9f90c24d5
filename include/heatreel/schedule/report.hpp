// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <variant>
#include <vector>

#include "heatreel/base/digest.hpp"
#include "heatreel/grid/parameter_grid.hpp"

namespace heatreel::schedule {

/// What a rank says of a chunk it has finished.
struct ChunkReport {
  grid::ChunkRange range;
  double seconds = 0.0;      ///< spent computing it
  std::int64_t failed = 0;   ///< cells whose status is a failure
  std::vector<base::Digest> digests;  ///< of the stored bytes: status first, then each metric
};

/// A frame whose data are complete, with what the file records of it.
struct FrameRecord {
  grid::FrameIndex frame = 0;
  std::vector<base::Digest> digests;  ///< status first, then each metric
};

/// Compute these cells, then report.
struct ComputeChunk {
  grid::ChunkRange range;
};

/// Join the collective write number `sequence`: store all that you hold of frames ≤ `last` ...
/// (see FrameLedger). `complete` frames become committed by it.
struct CommitFrames {
  std::int64_t sequence = 0;
  std::vector<grid::FrameIndex> spill;   ///< write what you hold of these; not complete yet
  std::vector<FrameRecord> complete;     ///< write what you hold of these, then flag them
};

/// No more work; leave the sweep.
struct Stop {};

using Order = std::variant<ComputeChunk, CommitFrames, Stop>;

}  // namespace heatreel::schedule
