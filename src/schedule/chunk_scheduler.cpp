// SPDX-License-Identifier: GPL-3.0-or-later
#include "heatreel/schedule/chunk_scheduler.hpp"

#include <algorithm>

#include "heatreel/base/contract.hpp"

namespace heatreel::schedule {

namespace {

/// A worker's chunk is 1/3 of its share of what is left: of the 100× between cheap and dear cells
/// one chunk can then hold no more than the others can make up for.
constexpr std::int64_t share = 3;

/// So many reports, at least, make the cost of a cell.
constexpr int shortest_memory = 3;

std::int64_t round_up(std::int64_t cells, std::int64_t granularity) {
  return (cells + granularity - 1) / granularity * granularity;
}

}  // namespace

ChunkScheduler::ChunkScheduler(std::int64_t cells_per_frame, std::int64_t frames, int workers,
                               const ChunkLimits& limits, const grid::StoredCells& stored)
    : cells_per_frame_(cells_per_frame),
      workers_(workers),
      limits_(limits),
      stored_frames_(stored.frames),
      remaining_(cells_per_frame * frames) {
  HEATREEL_REQUIRE(workers >= 1 && limits.granularity >= 1 && limits.most_cells >= 1);
  HEATREEL_REQUIRE(stored_frames_.empty() || std::ssize(stored_frames_) == frames);
  remaining_ -= cells_per_frame * std::count(stored_frames_.begin(), stored_frames_.end(), true);
  for (const grid::CellRun& run : stored.runs) {
    HEATREEL_REQUIRE(!is_stored(run.range.begin / cells_per_frame_));
    HEATREEL_REQUIRE(stored_runs_.empty() || stored_runs_.back().end <= run.range.begin);
    stored_runs_.push_back(run.range);
    remaining_ -= run.range.size();
  }
  skip_stored();
}

bool ChunkScheduler::is_stored(grid::FrameIndex frame) const {
  const auto index = static_cast<std::size_t>(frame);
  return index < stored_frames_.size() && stored_frames_[index];
}

/// Moves the frontier to the next cell that is not stored.
void ChunkScheduler::skip_stored() {
  for (;;) {
    if (is_stored(frontier_ / cells_per_frame_)) {
      frontier_ += cells_per_frame_;
    } else if (!stored_runs_.empty() && stored_runs_.front().begin == frontier_) {
      frontier_ = stored_runs_.front().end;
      stored_runs_.pop_front();
    } else {
      return;
    }
  }
}

std::int64_t ChunkScheduler::guided_size() const {
  const std::int64_t guided = remaining() / (share * workers_);
  if (seconds_ == 0.0) {
    return limits_.granularity;  // nothing is known yet: learn the cost from little
  }
  const double seconds_per_cell = seconds_ / cells_;
  // A double first: cells that cost nothing give a quotient beyond any integer.
  const double shortest = limits_.shortest_seconds / seconds_per_cell;
  const double longest = limits_.longest_seconds / seconds_per_cell;
  const auto least = static_cast<std::int64_t>(std::min(shortest, 1e15));
  const auto most = static_cast<std::int64_t>(std::min(longest, 1e15));
  return std::max(std::clamp(guided, std::min(least, most), most), limits_.granularity);
}

std::optional<grid::ChunkRange> ChunkScheduler::next(int rank) {
  if (exhausted()) {
    return std::nullopt;
  }
  std::int64_t limit = (frontier_ / cells_per_frame_ + 1) * cells_per_frame_;
  if (!stored_runs_.empty()) {
    limit = std::min(limit, stored_runs_.front().begin);
  }
  const std::int64_t wanted =
      std::min(round_up(guided_size(), limits_.granularity), limits_.most_cells);
  const grid::ChunkRange range{frontier_, std::min(frontier_ + wanted, limit)};
  outstanding_.emplace(range.begin, Holding{rank, range.end});
  frontier_ = range.end;
  remaining_ -= range.size();
  skip_stored();
  return range;
}

bool ChunkScheduler::abandon(int rank, const grid::ChunkRange& range) {
  const auto held = outstanding_.find(range.begin);
  if (held == outstanding_.end() || held->second.rank != rank || held->second.end != range.end) {
    return false;
  }
  outstanding_.erase(held);
  return true;
}

bool ChunkScheduler::finish(int rank, const grid::ChunkRange& range, double seconds) {
  if (!abandon(rank, range)) {
    return false;
  }
  const double kept = 1.0 - 1.0 / std::max(shortest_memory, workers_);
  seconds_ = kept * seconds_ + std::max(seconds, 1e-12);
  cells_ = kept * cells_ + static_cast<double>(range.size());
  return true;
}

}  // namespace heatreel::schedule
