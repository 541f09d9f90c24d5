// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <memory>
#include <optional>
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
  /// \param make_solver called in each thread. The objects it refers to must live as long as the
  ///        process, since a thread may still use them (see the destructor)
  ComputePool(int threads, const solve::SolverFactory& make_solver, const store::CellForm& form);
  /// Ends the threads; chunks that are waiting or being computed are dropped. A thread that does
  /// not end soon (for example, it makes machine code of a large model) is left behind: see
  /// threads_left_behind().
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

  /// Seconds that the threads have spent computing, summed over them.
  double busy_seconds() const;

 private:
  class State;
  std::shared_ptr<State> state_;  ///< shared with the threads, so that it outlives them
};

/// Threads that the pools of this process have left behind. If there are any, the process must end
/// without destroying what they may still use: by std::_Exit().
int threads_left_behind();

}  // namespace heatreel::app
