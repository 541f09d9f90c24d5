// SPDX-License-Identifier: GPL-3.0-or-later
#include "heatreel/app/compute_pool.hpp"

#include <algorithm>
#include <condition_variable>
#include <deque>
#include <exception>
#include <mutex>
#include <stop_token>
#include <utility>

#include "heatreel/base/clock.hpp"

namespace heatreel::app {

namespace {

FinishedChunk package(const solve::ChunkResult& result, double seconds,
                      const store::CellForm& form) {
  store::FrameSlab slab(result.range, result.values, result.status, result.verdicts, form);
  const auto failed = std::ranges::count_if(slab.status(), [](std::int8_t status) {
    return grid::is_failure(static_cast<grid::CellStatus>(status));
  });
  schedule::ChunkReport report{result.range, seconds,        failed,         slab.digests(),
                               result.error, slab.tallies(), result.shortage};
  return {std::move(slab), std::move(report)};
}

}  // namespace

/// What the pool and its threads share.
class ComputePool::State {
 public:
  explicit State(const store::CellForm& form) : form_(form) {}

  void submit(const grid::ChunkRange& range) {
    {
      const std::lock_guard lock(mutex_);
      to_do_.push_back(range);
    }
    work_came_.notify_one();
  }

  std::vector<grid::ChunkRange> drop_waiting() {
    const std::lock_guard lock(mutex_);
    std::vector<grid::ChunkRange> dropped(to_do_.begin(), to_do_.end());
    to_do_.clear();
    return dropped;
  }

  /// From now on no chunk is begun and no result taken in.
  std::vector<grid::ChunkRange> drop_running() {
    const std::lock_guard lock(mutex_);
    stop_.request_stop();
    return std::exchange(running_, {});
  }

  std::optional<FinishedChunk> take() {
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

  void wait(std::chrono::microseconds longest) {
    std::unique_lock lock(mutex_);
    work_done_.wait_for(lock, longest, [this] { return !done_.empty() || failure_; });
  }

  double busy_seconds() const {
    const std::lock_guard lock(mutex_);
    return busy_seconds_;
  }

  /// A thread's whole life.
  void work(const solve::SolverFactory& make_solver) {
    try {
      compute(make_solver);
    } catch (const solve::Cancelled&) {
      // Its chunk was dropped.
    } catch (...) {
      const std::lock_guard lock(mutex_);
      failure_ = std::current_exception();
      work_done_.notify_one();
    }
  }

 private:
  void compute(const solve::SolverFactory& make_solver) {
    const auto solver = make_solver(stop_.get_token());
    while (const auto range = begin_next()) {
      const base::Stopwatch watch;
      const solve::ChunkResult result = solver->solve(*range);
      const double seconds = watch.seconds();
      finish(package(result, seconds, form_));
    }
  }

  std::optional<grid::ChunkRange> begin_next() {
    std::unique_lock lock(mutex_);
    const std::stop_token stop = stop_.get_token();
    if (!work_came_.wait(lock, stop, [this] { return !to_do_.empty(); }) || stop.stop_requested()) {
      return std::nullopt;
    }
    const grid::ChunkRange range = to_do_.front();
    to_do_.pop_front();
    running_.push_back(range);
    return range;
  }

  /// Takes a result in, unless its chunk was dropped meanwhile.
  void finish(FinishedChunk chunk) {
    const std::lock_guard lock(mutex_);
    busy_seconds_ += chunk.report.seconds;
    if (std::erase(running_, chunk.report.range) > 0) {
      done_.push_back(std::move(chunk));
      work_done_.notify_one();
    }
  }

  store::CellForm form_;
  mutable std::mutex mutex_;
  std::condition_variable_any work_came_;
  std::condition_variable work_done_;
  std::stop_source stop_;
  std::deque<grid::ChunkRange> to_do_;
  std::vector<grid::ChunkRange> running_;
  std::deque<FinishedChunk> done_;
  std::exception_ptr failure_;
  double busy_seconds_ = 0.0;
};

ComputePool::ComputePool(int threads, const solve::SolverFactory& make_solver,
                         const store::CellForm& form)
    : state_(std::make_unique<State>(form)) {
  for (int i = 0; i < threads; ++i) {
    threads_.emplace_back([state = state_.get(), make_solver] { state->work(make_solver); });
  }
}

ComputePool::~ComputePool() { state_->drop_running(); }

void ComputePool::submit(const grid::ChunkRange& range) { state_->submit(range); }

std::vector<grid::ChunkRange> ComputePool::drop_waiting() { return state_->drop_waiting(); }

std::vector<grid::ChunkRange> ComputePool::drop_running() { return state_->drop_running(); }

std::optional<FinishedChunk> ComputePool::take() { return state_->take(); }

void ComputePool::wait(std::chrono::microseconds longest) { state_->wait(longest); }

double ComputePool::busy_seconds() const { return state_->busy_seconds(); }

}  // namespace heatreel::app
