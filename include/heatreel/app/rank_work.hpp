// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

namespace heatreel::app {

/// What a rank has done in a sweep.
struct RankWork {
  std::int64_t cells = 0;  ///< computed
  std::int64_t chunks = 0;
  std::int64_t smallest_chunk = 0;  ///< cells
  std::int64_t largest_chunk = 0;   ///< cells
  std::int64_t commits = 0;
  int threads = 0;               ///< that compute
  double seconds = 0.0;          ///< from the first request to the last commit
  double compute_seconds = 0.0;  ///< of the threads, summed over them
  double commit_seconds = 0.0;   ///< waiting for the other ranks included
  double peak_bytes = 0.0;       ///< largest resident size
};

}  // namespace heatreel::app
