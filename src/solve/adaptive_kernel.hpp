// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "attempt.hpp"
#include "kernel.hpp"

#include <optional>

namespace heatreel::solve {

/// A method in one part of the simulation, as a program that attempts one step.
struct Phase {
  Method method;
  bool tail;
  double target;  ///< time at which lanes leave
  Program program;
};

/// All that one simulation with error control computes, as programs over common slots: setup once,
/// attempts of the phases a cell passes, finish once.
struct AdaptiveKernel {
  Program setup;
  std::vector<Phase> phases;  ///< a cell only moves on in this order
  Program finish;

  std::vector<Slot> parameters;  ///< in the model's order; to be filled before setup
  std::vector<Slot> carried;     ///< what makes a cell: every slot but the constants'
  std::vector<Slot> results;     ///< in the metrics' order
  Slot time = 0;
  Slot steps = 0;
  Slot condition = 0;
  std::vector<Kernel::Constant> constants;
  std::size_t slots = 0;
};

AdaptiveKernel build_adaptive_kernel(const model::Model& model,
                                     const std::vector<metric::MetricSpec>& metrics,
                                     const IntegrationOptions& options);

}  // namespace heatreel::solve
