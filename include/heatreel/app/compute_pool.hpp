// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <thread>
#include <vector>

#include "heatreel/grid/parameter_grid.hpp"
#include "heatreel/schedule/report.hpp"
#include "heatreel/solve/solver.hpp"
#include "heatreel/store/frame_slab.hpp"

namespace heatreel::app {

/// A chunk that has been computed: its data, which stay on this rank, and its report.
struct FinishedChunk {
  store::FrameSlab slab;
  schedule::ChunkReport report;
};

/// The compute threads of a rank. They simulate and convert the results to the bytes to store.
/// They never call MPI. Only the thread that made the pool may call its members.
class ComputePool {
 public:
  /// \param make_solver called in each thread
  ComputePool(int threads, const solve::SolverFactory& make_solver, const store::CellForm& form);
  /// Ends the threads; chunks that are waiting or being computed are dropped. Solvers are told to
  /// stop, and waited for.
  ~ComputePool();
  ComputePool(const ComputePool&) = delete;
  ComputePool& operator=(const ComputePool&) = delete;

  void submit(const grid::ChunkRange& range);
  /// Drops the chunks that no thread has begun. \returns these chunks
  std::vector<grid::ChunkRange> drop_waiting();
  /// Drops the chunks that are being computed, and tells their threads to stop. The pool computes
  /// nothing after that. \returns these chunks
  std::vector<grid::ChunkRange> drop_running();
  /// A finished chunk, if there is one. Throws what a solver threw.
  std::optional<FinishedChunk> take();
  /// Sleeps until a chunk is finished or the time is over.
  void wait(std::chrono::microseconds longest);

  int threads() const { return static_cast<int>(threads_.size()); }
  /// Seconds that the threads have spent computing, summed over them.
  double busy_seconds() const;

 private:
  class State;
  std::unique_ptr<State> state_;
  std::vector<std::jthread> threads_;  ///< use state_
};

}  // namespace heatreel::app
