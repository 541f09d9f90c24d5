// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cell_block.hpp"
#include "event_queue.hpp"
#include "kernels.hpp"

#include <functional>
#include <vector>

#include "heatreel/program/executor.hpp"

namespace heatreel::solve {

/// Takes cells whose step has ended at a switch or an event over it.
class SwitchRunner {
 public:
  /// \param compiled a kernel with switching; must outlive this
  explicit SwitchRunner(const CompiledKernel& compiled);

  /// What becomes of the cells.
  struct Ways {
    CellQueue& onward;                         ///< gets those that go on
    std::function<void(std::size_t)> endless;  ///< called with those that switch without end
  };

  /// Lets cells begin: no metric has seen them.
  void begin(CellQueue& cells, EventQueue& events, const Ways& ways);

  /// \param phase the number of the phase in which they are
  void run(CellQueue& cells, std::size_t phase, EventQueue& events, const Ways& ways);

 private:
  std::vector<bool> enter(EventQueue& events);
  bool goes_on(std::size_t lane);
  void hand_on(EventQueue& events, const std::vector<bool>& endless, const Ways& ways);

  const Kernel& kernel_;
  const SwitchPrograms& programs_;
  program::Executor leave_;
  program::Executor enter_;
  std::vector<program::Executor> corners_;
  CellBlock block_;
  std::vector<std::size_t> cells_;  ///< of the lanes
};

}  // namespace heatreel::solve
