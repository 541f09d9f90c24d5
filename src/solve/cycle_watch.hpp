// SPDX-License-Identifier: GPL-3.0-or-later
// Early stop: a lane that runs through a limit cycle skips whole periods before the tail
// (docs/numerics.md).
#pragma once

#include "trial.hpp"

#include <vector>

#include "heatreel/program/program.hpp"
#include "heatreel/solve/cell_solver.hpp"

namespace heatreel::solve {

/// Whether periods may be skipped without a change of the metrics: no rate depends on time, and no
/// metric on the phase of an oscillation, on what happens before the tail, or on a tangent vector
/// that takes its time to turn.
bool may_skip_cycles(const Flow& flow, const std::vector<metric::MetricSpec>& metrics,
                     const IntegrationOptions& options);

/// What a lane remembers while it is watched: inputs that hold it between steps.
struct CycleMemory {
  explicit CycleMemory(const Flow& flow);

  Value maxima;  ///< of the first coordinate, seen since watching began
  Value time;    ///< of the first one
  Values z;      ///< coordinates then
  Values low;    ///< bounds of the coordinates since watching began
  Values high;

  /// Assignments of nothing seen.
  std::vector<program::Assignment> empty() const;
};

/// A step that a lane may take.
struct WatchedStep {
  const StepStart& start;
  const Trial& trial;
  const Values& tolerance;  ///< of each coordinate's error
  Value accepted;           ///< 1 where the step is taken
};

/// Compares all coordinates at a maximum of the first one with those four maxima ago.
class CycleWatch {
 public:
  CycleWatch(const Flow& flow, const WatchedStep& step);

  /// If the lane repeats itself, the time of the whole rounds of four maxima that fit into `left`;
  /// else 0. They can be skipped at the step's end, with the state as it is.
  Value skipped(Value left);

  /// 1 where the step holds the last maximum that is to be seen.
  Value complete() const;

  /// How the memory changes by the step.
  const std::vector<program::Assignment>& updates() const { return updates_; }

 private:
  void remember(Value row, Value condition, Value value);
  /// The sum of all coordinates' changes since the first maximum, up to 1 if there is none; and the
  /// part of it that is more than errors of steps make, and may go on.
  struct Change {
    Value all;
    Value drift;
  };
  Change change(Value first);

  const Flow& flow_;
  WatchedStep step_;
  CycleMemory memory_;
  Value passes_;  ///< 1 where the step holds a maximum
  Value theta_;   ///< its place in the step
  std::vector<program::Assignment> updates_;
};

}  // namespace heatreel::solve
