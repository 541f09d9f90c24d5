// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <condition_variable>
#include <deque>
#include <exception>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

#include "heatreel/grid/parameter_grid.hpp"
#include "heatreel/schedule/report.hpp"
#include "heatreel/solve/solver.hpp"
#include "heatreel/store/frame_slab.hpp"

namespace heatreel::app {

/// A chunk that has been computed: its data, which stay on this rank, and what is said of it.
struct FinishedChunk {
  store::FrameSlab slab;
  schedule::ChunkReport report;
};

/// The compute threads of a rank. They simulate, and turn results into what will be stored; they
/// never call MPI. All members are for the thread that made the pool.
class ComputePool {
 public:
  ComputePool(int threads, const solve::SolverFactory& make_solver, store::ValueType type);
  /// Waits for the chunks that are being computed; those not begun are dropped.
  ~ComputePool();
  ComputePool(const ComputePool&) = delete;
  ComputePool& operator=(const ComputePool&) = delete;

  void submit(const grid::ChunkRange& range);
  /// Drops the chunks that no thread has begun, and tells which.
  std::vector<grid::ChunkRange> drop_waiting();
  /// A finished chunk, if there is one. Throws what a solver threw.
  std::optional<FinishedChunk> take();
  /// Sleeps until a chunk is finished or the time is over.
  void wait(std::chrono::microseconds longest);

  /// Seconds that the threads have spent computing, summed over them.
  double busy_seconds() const;

 private:
  void work(const std::stop_token& stop, const solve::SolverFactory& make_solver);
  std::optional<grid::ChunkRange> next(const std::stop_token& stop);

  store::ValueType type_;
  mutable std::mutex mutex_;
  std::condition_variable_any work_came_;
  std::condition_variable work_done_;
  std::deque<grid::ChunkRange> to_do_;
  std::deque<FinishedChunk> done_;
  std::exception_ptr failure_;
  double busy_seconds_ = 0.0;
  std::vector<std::jthread> threads_;  ///< last, so that it is joined first
};

}  // namespace heatreel::app
