// SPDX-License-Identifier: GPL-3.0-or-later
#include "heatreel/app/sweep_worker.hpp"

#include "wire.hpp"

#include <algorithm>
#include <utility>
#include <variant>

#include "heatreel/base/clock.hpp"
#include "heatreel/comm/announcement.hpp"

namespace heatreel::app {

SweepWorker::SweepWorker(const comm::Communicator& comm, std::int64_t cells_per_frame, int threads,
                         ComputePool& pool, store::FrameStore& store, const StopRequest& stop)
    : comm_(comm), cells_per_frame_(cells_per_frame), pool_(pool), store_(store), stop_(stop) {
  const auto request = encode(AskForChunk{});
  for (int chunk = 0; chunk <= threads; ++chunk) {
    comm_.post(0, request_tag, request);
  }
}

bool SweepWorker::step() {
  const bool signalled = report_signal();
  const bool reported = report_finished();
  const bool obeyed = obey_order();
  return signalled || reported || obeyed;
}

bool SweepWorker::report_signal() {
  if (signal_told_ || stop_.signal() == 0) {
    return false;
  }
  comm_.post(0, request_tag, encode(SignalCame{stop_.signal()}));
  signal_told_ = true;
  return true;
}

bool SweepWorker::report_finished() {
  bool any = false;
  while (auto finished = pool_.take()) {
    // Held before it is reported: the commit that a report brings about may follow at once.
    count(finished->report.range);
    held_.emplace(finished->report.range.begin / cells_per_frame_, std::move(finished->slab));
    comm_.post(0, request_tag, encode(std::move(finished->report)));
    any = true;
  }
  return any;
}

void SweepWorker::count(const grid::ChunkRange& range) {
  const std::int64_t cells = range.end - range.begin;
  work_.smallest_chunk = work_.chunks == 0 ? cells : std::min(work_.smallest_chunk, cells);
  work_.largest_chunk = std::max(work_.largest_chunk, cells);
  work_.cells += cells;
  ++work_.chunks;
}

/// Chunks come first, so that the compute threads have work while this thread joins a commit.
std::optional<schedule::Order> SweepWorker::next_order() {
  if (const auto message = comm_.poll_from(0, order_tag)) {
    return decode_order(message->bytes);
  }
  if (const auto bytes = comm::poll_announcement(comm_, common_order_tag)) {
    return decode_order(*bytes);
  }
  return std::nullopt;
}

bool SweepWorker::obey_order() {
  const std::optional<schedule::Order> order = next_order();
  if (!order) {
    return false;
  }
  std::visit([this](const auto& each) { obey(each); }, *order);
  return true;
}

/// A chunk that was handed out before the sweep began to drain may come after the word of it.
void SweepWorker::obey(const schedule::ComputeChunk& order) {
  if (draining_) {
    give_back({order.range});
  } else {
    pool_.submit(order.range);
  }
}

void SweepWorker::obey(const schedule::CommitFrames& order) {
  const base::Stopwatch watch;
  const auto slabs = take_slabs(order);
  {
    const comm::Doing waiting(comm_, "waiting for the others to join a commit");
    comm_.barrier();  // asleep: inside the collective write, waiting would take a core
  }
  const comm::Doing committing(comm_, "writing a commit");
  store_.commit(slabs, order.complete, order.stored);
  work_.commit_seconds += watch.seconds();
  longest_commit_seconds_ = std::max(longest_commit_seconds_, watch.seconds());
  ++work_.commits;
}

void SweepWorker::obey(const schedule::Drain& order) {
  draining_ = true;
  give_back(pool_.drop_waiting());
  if (order.running == schedule::Running::give_up) {
    give_back(pool_.drop_running());
  }
}

void SweepWorker::give_back(const std::vector<grid::ChunkRange>& ranges) {
  for (const grid::ChunkRange& range : ranges) {
    comm_.post(0, request_tag, encode(GiveBack{range}));
  }
}

void SweepWorker::obey(const schedule::Stop& /*order*/) { stopped_ = true; }

std::vector<store::FrameSlab> SweepWorker::take_slabs(const schedule::CommitFrames& order) {
  std::vector<store::FrameSlab> slabs;
  const auto take = [&](grid::FrameIndex frame) {
    const auto [first, last] = held_.equal_range(frame);
    for (auto slab = first; slab != last; ++slab) {
      slabs.push_back(std::move(slab->second));
    }
    held_.erase(first, last);
  };
  for (const auto& record : order.complete) {
    take(record.frame);
  }
  for (const grid::FrameIndex frame : order.partial) {
    take(frame);
  }
  return slabs;
}

}  // namespace heatreel::app
