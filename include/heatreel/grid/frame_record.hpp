// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include "heatreel/base/digest.hpp"
#include "heatreel/grid/parameter_grid.hpp"

namespace heatreel::grid {

/// A frame whose cells are all finished, with what the file records of it.
struct FrameRecord {
  FrameIndex frame = 0;
  std::vector<base::Digest> digests;  ///< of the stored bytes: status first, then each metric
};

/// Neighbouring finished cells of one frame, with the same digests of their bytes.
struct CellRun {
  ChunkRange range;
  std::vector<base::Digest> digests;
};

/// The cells that an earlier run has stored in the file. They are not computed again.
struct StoredCells {
  std::vector<bool> frames;   ///< by frame: committed; empty if none is
  std::vector<CellRun> runs;  ///< of other frames, in the order of the cells, none overlapping
};

}  // namespace heatreel::grid
