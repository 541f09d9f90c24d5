// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <vector>

#include "heatreel/metric/metric.hpp"
#include "heatreel/model/model.hpp"
#include "heatreel/program/program.hpp"
#include "heatreel/solve/cell_solver.hpp"

namespace heatreel::solve {

/// All that one simulation computes, as programs over common slots:
///   setup once → transient, a step each → tail, a sample and a step each → observe, the last
///   sample → finish once.
/// Metrics see what lies between a sample and the one before it; the first sample of transient and
/// tail has none before it.
struct Kernel {
  program::Program setup;  ///< parameters → invariants, initial states and accumulators
  program::Program first_of_transient;
  program::Program
      transient;  ///< metrics that see it updated up to the step's beginning, then the step
  program::Program first_of_tail;
  program::Program tail;     ///< all metrics updated up to the step's beginning, then the step
  program::Program observe;  ///< all metrics updated up to t_end
  program::Program finish;   ///< accumulators → metrics

  std::int64_t transient_steps = 0;
  std::int64_t tail_steps = 0;  ///< > 0
  double step = 0.0;            ///< length of a step

  std::vector<program::Slot> parameters;  ///< in the model's order; to be filled before setup
  std::vector<program::Slot> results;     ///< in the metrics' order
  /// All of them are finite if the solution is: the states, and what metrics found to be the
  /// extremes of states. \see store_cell
  std::vector<program::Slot> solution;

  /// A quantity whose spectrum is asked for.
  struct Trace {
    program::Slot value;   ///< at the last sample
    program::Slot period;  ///< to be filled before finish
  };
  std::vector<Trace> traces;

  std::size_t slots = 0;  ///< how many there are
};

/// \pre metrics' quantities are valid for the model; 0 < dt ≤ t_end; a map's t_end is a whole
/// number
Kernel build_kernel(const model::Model& model, const std::vector<metric::MetricSpec>& metrics,
                    const IntegrationOptions& options);

}  // namespace heatreel::solve
