// SPDX-License-Identifier: GPL-3.0-or-later
#include "heatreel/schedule/deadline.hpp"

#include <algorithm>

namespace heatreel::schedule {

namespace {

/// For the launcher's start, closing the file and ending MPI; less where the limit is tight.
constexpr double margin_seconds = 2.0;
constexpr double margin_share = 0.1;

/// Draining commits what is finished, what was under way, and once more in between.
constexpr double commits = 3.0;

}  // namespace

void Deadline::saw_chunk(double seconds) { longest_chunk_ = std::max(longest_chunk_, seconds); }

void Deadline::saw_commit(double seconds) { longest_commit_ = std::max(longest_commit_, seconds); }

double Deadline::reserve() const {
  return longest_chunk_ + commits * longest_commit_ +
         std::min(margin_seconds, margin_share * limit_);
}

}  // namespace heatreel::schedule
