// SPDX-License-Identifier: GPL-3.0-or-later
#include "heatreel/schedule/coordinator.hpp"

#include <algorithm>
#include <utility>

namespace heatreel::schedule {

namespace {

/// Rank 0's time for a request and the order that answers it: 230,000 to 274,000 a second were
/// measured with messages between processes.
constexpr double seconds_per_request = 4e-6;

/// The longest chunks are so many times as long as those that keep rank 0 busy all the time, which
/// leaves it half of its time for commits. Longer ones cost more at the end (docs/scaling.md).
constexpr double longest_to_shortest = 2.0;

/// Of a rank's buffer, half is for finished results, a quarter for the chunks it has under way and
/// the rest for the copies that a write makes.
ChunkLimits limits_of(const JobShape& shape) {
  const std::int64_t chunks = shape.threads + 1;
  ChunkLimits limits;
  const double round = seconds_per_request * shape.ranks * shape.threads;
  limits.shortest_seconds = std::max(limits.shortest_seconds, round);
  limits.longest_seconds = std::max(limits.longest_seconds, longest_to_shortest * round);
  limits.granularity = shape.granularity;
  limits.most_cells = std::max<std::int64_t>(
      std::min(limits.most_cells, shape.buffer_bytes / (4 * chunks * shape.bytes_per_cell)), 1);
  return limits;
}

/// While draining, what has come in waits so long for more before it is committed: whoever asked
/// for the end may not wait for the slowest chunk.
constexpr double drain_interval_seconds = 0.2;

}  // namespace

Coordinator::Coordinator(const JobShape& shape, const CommitPolicy& policy,
                         const grid::StoredCells& stored)
    : shape_(shape),
      policy_(policy),
      scheduler_(shape.cells_per_frame, shape.frames, shape.ranks * shape.threads, limits_of(shape),
                 stored),
      ledger_(shape.cells_per_frame, shape.ranks, shape.bytes_per_cell, stored.runs),
      finished_cells_(shape.cells_per_frame * shape.frames - scheduler_.remaining()),
      committed_frames_(std::count(stored.frames.begin(), stored.frames.end(), true)) {}

void Coordinator::request(int rank) { waiting_.push_back(rank); }

bool Coordinator::report(int rank, const ChunkReport& report) {
  if (!scheduler_.finish(rank, report.range, report.seconds)) {
    return false;
  }
  ledger_.enter(rank, report);
  finished_cells_ += report.range.size();
  failed_cells_ += report.failed;
  return true;
}

void Coordinator::drain(Running running) {
  if (!draining_ || running == Running::give_up) {
    draining_ = running;
  }
}

bool Coordinator::give_back(int rank, const grid::ChunkRange& range) {
  return scheduler_.abandon(rank, range);
}

bool Coordinator::is_full(int rank) const {
  return ledger_.held_bytes(rank) > std::min(policy_.band_bytes, shape_.buffer_bytes / 2);
}

bool Coordinator::commit_is_due(double now) const {
  if (!ledger_.has_complete()) {
    return false;
  }
  const bool all_finished = scheduler_.exhausted() && scheduler_.outstanding() == 0;
  return all_finished || ledger_.complete_bytes() >= policy_.group_bytes ||
         now - last_commit_ >= policy_.interval_seconds;
}

bool Coordinator::results_are_old(double now) {
  if (ledger_.held_bytes() == 0) {
    nothing_held_ = now;
    return false;
  }
  return now - nothing_held_ >= policy_.longest_wait_seconds;
}

std::optional<Dispatch> Coordinator::commit(CommitFrames order, double now) {
  last_commit_ = now;
  committed_frames_ += static_cast<std::int64_t>(order.complete.size());
  return Dispatch{Dispatch::everyone, std::move(order)};
}

std::optional<Dispatch> Coordinator::hand_out(double now) {
  if (waiting_.empty() || scheduler_.exhausted()) {
    return std::nullopt;
  }
  const int rank = waiting_.front();
  if (is_full(rank)) {
    return commit(ledger_.take_everything(), now);
  }
  waiting_.pop_front();
  return Dispatch{rank, ComputeChunk{*scheduler_.next(rank)}};
}

std::optional<Dispatch> Coordinator::stop() {
  stopped_ = true;
  return Dispatch{Dispatch::everyone, Stop{}};
}

std::optional<Dispatch> Coordinator::next_while_draining(double now) {
  if (drain_ordered_ != draining_) {
    drain_ordered_ = draining_;
    last_commit_ = now - drain_interval_seconds;  // so that what is finished is committed at once
    return Dispatch{Dispatch::everyone, Drain{*draining_}};
  }
  const bool all_in = scheduler_.outstanding() == 0;
  const bool any = ledger_.held_bytes() > 0 || ledger_.has_complete();
  if (any && (all_in || now - last_commit_ >= drain_interval_seconds)) {
    return commit(ledger_.take_everything(), now);
  }
  return all_in ? stop() : std::nullopt;
}

std::optional<Dispatch> Coordinator::next(double now) {
  if (stopped_) {
    return std::nullopt;
  }
  if (draining_) {
    return next_while_draining(now);
  }
  if (results_are_old(now)) {
    return commit(ledger_.take_everything(), now);
  }
  if (commit_is_due(now)) {
    return commit(ledger_.take_complete(), now);
  }
  if (auto dispatch = hand_out(now)) {
    return dispatch;
  }
  if (scheduler_.exhausted() && scheduler_.outstanding() == 0 && ledger_.empty()) {
    return stop();
  }
  return std::nullopt;
}

}  // namespace heatreel::schedule
