// SPDX-License-Identifier: GPL-3.0-or-later
#include "schedules.hpp"

#include <algorithm>

namespace heatreel::bench {

namespace {

std::int64_t workers_of(const schedule::JobShape& shape) {
  return std::int64_t{shape.ranks} * shape.threads;
}

std::int64_t cells_of(const schedule::JobShape& shape) {
  return shape.cells_per_frame * shape.frames;
}

/// Cells of a share, rounded up, and not fewer than a solver advances at once.
std::int64_t share(std::int64_t cells, std::int64_t parts, const schedule::JobShape& shape) {
  return std::max((cells + parts - 1) / parts, shape.granularity);
}

}  // namespace

void RuleSchedule::report(int /*rank*/, const schedule::ChunkReport& report) {
  finished_ += report.range.size();
}

std::optional<schedule::Dispatch> RuleSchedule::next(double /*now*/) {
  if (finished_ == cells_ && !stopped_) {
    stopped_ = true;
    return schedule::Dispatch{schedule::Dispatch::everyone, schedule::Stop{}};
  }
  if (waiting_.empty() || handed_out_ == cells_) {
    return std::nullopt;
  }
  const std::int64_t begin = handed_out_;
  handed_out_ += std::min(size_(cells_ - begin), cells_ - begin);
  const int rank = waiting_.front();
  waiting_.pop_front();
  return schedule::Dispatch{rank, schedule::ComputeChunk{{begin, handed_out_}}};
}

std::unique_ptr<Schedule> static_partition(const schedule::JobShape& shape) {
  const std::int64_t size = share(cells_of(shape), workers_of(shape), shape);
  return std::make_unique<RuleSchedule>(cells_of(shape), [size](std::int64_t) { return size; });
}

std::unique_ptr<Schedule> fixed_chunks(const schedule::JobShape& shape) {
  const std::int64_t size = share(cells_of(shape), 100 * workers_of(shape), shape);
  return std::make_unique<RuleSchedule>(cells_of(shape), [size](std::int64_t) { return size; });
}

std::unique_ptr<Schedule> guided(const schedule::JobShape& shape) {
  return std::make_unique<RuleSchedule>(cells_of(shape), [shape](std::int64_t remaining) {
    return share(remaining, workers_of(shape), shape);
  });
}

std::unique_ptr<Schedule> factoring(const schedule::JobShape& shape) {
  return std::make_unique<RuleSchedule>(
      cells_of(shape),
      [shape, size = std::int64_t{0}, left = std::int64_t{0}](std::int64_t remaining) mutable {
        if (left == 0) {
          left = workers_of(shape);
          size = share(remaining, 2 * left, shape);
        }
        --left;
        return size;
      });
}

}  // namespace heatreel::bench
