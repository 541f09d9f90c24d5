// SPDX-License-Identifier: GPL-3.0-or-later
#include "heatreel/schedule/frame_ledger.hpp"

#include <iterator>
#include <utility>

#include "heatreel/base/contract.hpp"

namespace heatreel::schedule {

namespace {

void join_after(std::vector<base::Digest>& left, const std::vector<base::Digest>& right) {
  HEATREEL_REQUIRE(left.size() == right.size());
  for (std::size_t i = 0; i < left.size(); ++i) {
    left[i] = base::join(left[i], right[i]);
  }
}

}  // namespace

FrameLedger::FrameLedger(std::int64_t cells_per_frame, int ranks, std::int64_t bytes_per_cell,
                         const std::vector<grid::CellRun>& stored)
    : cells_per_frame_(cells_per_frame),
      bytes_per_cell_(bytes_per_cell),
      held_bytes_(static_cast<std::size_t>(ranks), 0) {
  for (const grid::CellRun& run : stored) {
    add(std::nullopt, run.range, run.digests);
  }
}

void FrameLedger::insert_run(OpenFrame& frame, const grid::ChunkRange& range,
                             const std::vector<base::Digest>& digests) {
  auto next = frame.runs.lower_bound(range.begin);
  HEATREEL_REQUIRE(next == frame.runs.end() || next->first >= range.end);
  auto run = frame.runs.end();
  if (next != frame.runs.begin()) {
    const auto previous = std::prev(next);
    HEATREEL_REQUIRE(previous->second.end <= range.begin);
    if (previous->second.end == range.begin) {
      run = previous;
      join_after(run->second.digests, digests);
      run->second.end = range.end;
    }
  }
  if (run == frame.runs.end()) {
    run = frame.runs.emplace_hint(next, range.begin, Run{range.end, digests});
  }
  if (next != frame.runs.end() && next->first == range.end) {
    join_after(run->second.digests, next->second.digests);
    run->second.end = next->second.end;
    frame.runs.erase(next);
  }
}

void FrameLedger::add(std::optional<int> rank, const grid::ChunkRange& range,
                      const std::vector<base::Digest>& digests) {
  const grid::FrameIndex index = range.begin / cells_per_frame_;
  const auto [entry, is_new] = open_.try_emplace(index);
  OpenFrame& frame = entry->second;
  insert_run(frame, range, digests);
  frame.finished += range.size();
  if (rank) {
    frame.held_cells[*rank] += range.size();
    held_bytes_[static_cast<std::size_t>(*rank)] += range.size() * bytes_per_cell_;
    all_held_bytes_ += range.size() * bytes_per_cell_;
  }
  if (frame.finished == cells_per_frame_) {
    complete_bytes_ += cells_per_frame_ * bytes_per_cell_;
    complete_.insert(open_.extract(entry));
  }
}

void FrameLedger::enter(int rank, const ChunkReport& report) {
  add(rank, report.range, report.digests);
}

void FrameLedger::release(OpenFrame& frame) {
  for (const auto& [rank, cells] : frame.held_cells) {
    held_bytes_[static_cast<std::size_t>(rank)] -= cells * bytes_per_cell_;
    all_held_bytes_ -= cells * bytes_per_cell_;
  }
  frame.held_cells.clear();
}

std::vector<grid::CellRun> FrameLedger::open_runs() const {
  std::vector<grid::CellRun> runs;
  for (const auto& [index, frame] : open_) {
    for (const auto& [begin, run] : frame.runs) {
      runs.push_back({{begin, run.end}, run.digests});
    }
  }
  return runs;
}

CommitFrames FrameLedger::take_complete() {
  CommitFrames order;
  for (auto& [index, frame] : complete_) {
    release(frame);
    order.complete.push_back({index, std::move(frame.runs.begin()->second.digests)});
  }
  complete_.clear();
  complete_bytes_ = 0;
  return order;
}

CommitFrames FrameLedger::take_everything() {
  CommitFrames order = take_complete();
  for (auto& [index, frame] : open_) {
    if (!frame.held_cells.empty()) {
      release(frame);
      order.partial.push_back(index);
    }
  }
  if (!order.partial.empty()) {
    order.stored = open_runs();
  }
  return order;
}

}  // namespace heatreel::schedule
