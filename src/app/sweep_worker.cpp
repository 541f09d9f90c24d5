// SPDX-License-Identifier: GPL-3.0-or-later
#include "heatreel/app/sweep_worker.hpp"

#include "wire.hpp"

#include <utility>
#include <variant>

#include "heatreel/base/clock.hpp"

namespace heatreel::app {

SweepWorker::SweepWorker(const comm::Communicator& comm, std::int64_t cells_per_frame, int threads,
                         ComputePool& pool, store::FrameStore& store)
    : comm_(comm), cells_per_frame_(cells_per_frame), pool_(pool), store_(store) {
  const auto request = encode(Request{});
  for (int chunk = 0; chunk <= threads; ++chunk) {
    comm_.post(0, request_tag, request);
  }
}

bool SweepWorker::step() {
  const bool reported = report_finished();
  const bool obeyed = obey_order();
  return reported || obeyed;
}

bool SweepWorker::report_finished() {
  bool any = false;
  while (auto finished = pool_.take()) {
    // Held before it is reported: the commit that a report brings about may follow at once.
    held_.emplace(finished->report.range.begin / cells_per_frame_, std::move(finished->slab));
    comm_.post(0, request_tag, encode(Request{std::move(finished->report)}));
    any = true;
  }
  return any;
}

bool SweepWorker::obey_order() {
  const auto message = comm_.poll(order_tag);
  if (!message) {
    return false;
  }
  std::visit([this](const auto& order) { obey(order); }, decode_order(message->bytes));
  return true;
}

void SweepWorker::obey(const schedule::ComputeChunk& order) { pool_.submit(order.range); }

void SweepWorker::obey(const schedule::CommitFrames& order) {
  const base::Stopwatch watch;
  const auto slabs = take_slabs(order);
  comm_.barrier();  // asleep: inside the collective write, waiting would take a core
  store_.commit(slabs, order.complete, order.stored);
  commit_seconds_ += watch.seconds();
  ++commits_;
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
