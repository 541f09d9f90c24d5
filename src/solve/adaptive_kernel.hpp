// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "attempt.hpp"
#include "kernel.hpp"

#include <optional>

namespace heatreel::solve {

/// Parts of the simulation: before the tail, cells are watched for limit cycles from time to time.
enum class Part { transient, watched, tail };

/// A method in one part of the simulation, as a program that attempts one step.
struct Phase {
  Method method;
  Part part;
  double target;  ///< time at which lanes leave
  Program program;
};

/// All that one simulation with error control computes, as programs over common slots: setup once,
/// attempts of the phases a cell passes, finish once.
struct AdaptiveKernel {
  Program setup;
  std::vector<Phase> phases;  ///< part by part; within a part, a method for each of `methods`
  std::size_t methods = 1;    ///< a cell only moves on from one to the next
  Program finish;

  std::vector<Slot> parameters;  ///< in the model's order; to be filled before setup
  std::vector<Slot> carried;  ///< what makes a cell: every slot but the constants' and the watch's
  std::vector<Slot> results;  ///< in the metrics' order
  Slot time = 0;
  Slot steps = 0;
  Slot condition = 0;

  Slot limit = 0;  ///< steps after which a cell begins or ceases to be watched, or is given up

  /// Seconds that a cell was worked on, where they are limited.
  std::optional<Slot> worked;

  /// What is remembered of cells while they are watched, and how it begins.
  std::vector<Kernel::Constant> memory;
  std::vector<Kernel::Constant> constants;
  std::size_t slots = 0;
};

AdaptiveKernel build_adaptive_kernel(const model::Model& model,
                                     const std::vector<metric::MetricSpec>& metrics,
                                     const IntegrationOptions& options);

}  // namespace heatreel::solve
