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

/// A quantity whose spectrum is asked for. A program of the tail leaves the path of the step that a
/// lane has made; the width is 0 where it has made none.
struct PathTrace {
  Slot time, width;
  Slot begin, rise, c1, c2, c3;
  metric::Scale scale;
  Slot period;  ///< to be filled at the end of the tail
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
  std::vector<PathTrace> traces;
  std::vector<Kernel::Constant> constants;
  std::size_t slots = 0;
};

AdaptiveKernel build_adaptive_kernel(const model::Model& model,
                                     const std::vector<metric::MetricSpec>& metrics,
                                     const IntegrationOptions& options);

}  // namespace heatreel::solve
