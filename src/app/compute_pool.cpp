// SPDX-License-Identifier: GPL-3.0-or-later
#include "heatreel/app/compute_pool.hpp"

#include <algorithm>
#include <utility>

#include "heatreel/base/clock.hpp"

namespace heatreel::app {

namespace {

FinishedChunk package(const solve::ChunkResult& result, double seconds, store::ValueType type) {
  store::FrameSlab slab(result.range, result.values, result.status, type);
  const auto failed = std::ranges::count_if(slab.status(), [](std::int8_t status) {
    return grid::is_failure(static_cast<grid::CellStatus>(status));
  });
  schedule::ChunkReport report{result.range,   seconds,      failed,
                               slab.digests(), result.error, slab.tallies()};
  return {std::move(slab), std::move(report)};
}

}  // namespace

ComputePool::ComputePool(int threads, const solve::SolverFactory& make_solver,
                         store::ValueType type)
    : type_(type) {
  for (int i = 0; i < threads; ++i) {
    threads_.emplace_back(
        [this, make_solver](const std::stop_token& stop) { work(stop, make_solver); });
  }
}

ComputePool::~ComputePool() = default;

void ComputePool::submit(const grid::ChunkRange& range) {
  {
    const std::lock_guard lock(mutex_);
    to_do_.push_back(range);
  }
  work_came_.notify_one();
}

std::vector<grid::ChunkRange> ComputePool::drop_waiting() {
  const std::lock_guard lock(mutex_);
  std::vector<grid::ChunkRange> dropped(to_do_.begin(), to_do_.end());
  to_do_.clear();
  return dropped;
}

std::optional<grid::ChunkRange> ComputePool::next(const std::stop_token& stop) {
  std::unique_lock lock(mutex_);
  if (!work_came_.wait(lock, stop, [this] { return !to_do_.empty(); }) || stop.stop_requested()) {
    return std::nullopt;
  }
  const grid::ChunkRange range = to_do_.front();
  to_do_.pop_front();
  return range;
}

void ComputePool::work(const std::stop_token& stop, const solve::SolverFactory& make_solver) {
  try {
    const auto solver = make_solver();
    while (const auto range = next(stop)) {
      const base::Stopwatch watch;
      const solve::ChunkResult result = solver->solve(*range);
      const double seconds = watch.seconds();
      FinishedChunk finished = package(result, seconds, type_);
      const std::lock_guard lock(mutex_);
      busy_seconds_ += seconds;
      done_.push_back(std::move(finished));
      work_done_.notify_one();
    }
  } catch (...) {
    const std::lock_guard lock(mutex_);
    failure_ = std::current_exception();
    work_done_.notify_one();
  }
}

std::optional<FinishedChunk> ComputePool::take() {
  const std::lock_guard lock(mutex_);
  if (failure_) {
    std::rethrow_exception(failure_);
  }
  if (done_.empty()) {
    return std::nullopt;
  }
  FinishedChunk finished = std::move(done_.front());
  done_.pop_front();
  return finished;
}

void ComputePool::wait(std::chrono::microseconds longest) {
  std::unique_lock lock(mutex_);
  work_done_.wait_for(lock, longest, [this] { return !done_.empty() || failure_; });
}

double ComputePool::busy_seconds() const {
  const std::lock_guard lock(mutex_);
  return busy_seconds_;
}

}  // namespace heatreel::app
