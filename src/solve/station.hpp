// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "adaptive_kernel.hpp"
#include "cell_block.hpp"
#include "executor.hpp"
#include "path_sampler.hpp"

#include <functional>
#include <memory>

namespace heatreel::solve {

/// What a cell leaves a station as.
enum class Departure { arrived, stiff, stuck, out_of_steps };

/// Lanes that advance cells through one phase. A lane whose cell leaves gets the next one that
/// waits, so a slow cell does not hold up its neighbours; which cells are neighbours has no
/// influence on their numbers.
class Station {
 public:
  /// \param sampler takes samples of each step of a phase in the tail; nothing if none are wanted
  Station(const AdaptiveKernel& kernel, const Phase& phase, double max_steps, Engine engine,
          PathSampler* sampler);

  CellQueue& waiting() { return waiting_; }

  /// Cells at work and waiting.
  std::size_t cells() const { return cells_.size() + waiting_.size(); }

  /// Fills the lanes, attempts some steps, and hands on the cells that are done: `leave` is called
  /// with the cell, the block and the lane it is in.
  using Leave = std::function<void(Departure, std::size_t cell, CellBlock&, std::size_t lane)>;
  void run(const Leave& leave);

 private:
  void fill();
  bool leaves(std::size_t lane, const Leave& leave);

  const AdaptiveKernel& kernel_;
  double target_;
  double max_steps_;
  PathSampler* sampler_;
  std::unique_ptr<Executor> attempt_;
  CellBlock block_;
  CellQueue waiting_;
  std::vector<std::size_t> cells_;  ///< of the lanes at work, which are the first ones
  std::vector<double> moving_;      ///< numbers of a cell between two lanes
};

}  // namespace heatreel::solve
