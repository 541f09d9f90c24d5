// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cell_block.hpp"
#include "kernels.hpp"
#include "path_sampler.hpp"

#include <functional>
#include <span>

#include "heatreel/program/executor.hpp"

namespace heatreel::solve {

/// What a cell leaves a phase as.
enum class Outcome {
  arrived,
  stiff,
  stuck,
  out_of_steps,
  out_of_time,
  to_watch,
  watched,
  switched
};

/// Lanes that advance cells through one phase. A lane whose cell leaves gets the next one that
/// waits, so a slow cell does not hold up its neighbours; which cells are neighbours has no
/// influence on their numbers.
class PhaseRunner {
 public:
  /// \param compiled must outlive this
  PhaseRunner(const CompiledKernel& compiled, std::size_t phase, const IntegrationOptions& options);

  CellQueue& waiting() { return waiting_; }

  /// Cells at work and waiting.
  std::size_t cells() const { return cells_.size() + waiting_.size(); }

  /// Fills the lanes, attempts some steps, and hands on the cells that are done: `leave` is called
  /// with the cell, the block and the lane it is in.
  using Leave = std::function<void(Outcome, std::size_t cell, CellBlock&, std::size_t lane)>;
  /// \param samplings take samples of each step; none if none are wanted
  void run(std::span<const Sampling> samplings, const Leave& leave);

 private:
  void fill();
  std::int64_t attempts() const;
  void attempt_steps(std::span<const Sampling> samplings);
  void move(std::size_t from, std::size_t to);
  Outcome outcome(std::size_t lane);

  const Kernel& kernel_;
  PhaseKind kind_;
  std::span<const program::Slot> carried_;
  double target_;
  std::int64_t last_step_;
  double cell_timeout_;
  std::int64_t most_fixed_steps_;  ///< at once
  program::Executor attempt_;
  CellBlock block_;
  CellQueue waiting_;
  std::vector<std::size_t> cells_;     ///< of the lanes at work, which are the first ones
  std::vector<InitialNumber> memory_;  ///< rows that only cells in this phase have
};

}  // namespace heatreel::solve
