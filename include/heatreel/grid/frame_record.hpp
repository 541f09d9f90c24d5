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

}  // namespace heatreel::grid
