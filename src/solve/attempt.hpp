// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "fixed_steps.hpp"
#include "switching.hpp"
#include "trial.hpp"

#include "heatreel/program/program.hpp"
#include "heatreel/solve/cell_solver.hpp"

namespace heatreel::solve {

/// What a lane is up to; the numbers in its row "condition".
enum class Condition { running = 0, stiff = 1, stuck = 2, watched = 3, switched = 4 };

/// The inputs that hold a lane's progress between attempts, besides coordinates and time.
struct Progress {
  explicit Progress(expr::Graph& graph);

  Value width;  ///< that the next step should have
  Value steps;  ///< tried so far
  Value condition;
  Value stiff;  ///< evidence of stiffness, in steps
  Value calm;   ///< steps without since then
  // Where there are switches or events:
  Value stop;   ///< time at which the next step has to end at the latest
  Value reach;  ///< how far the next step may go, so that it ends where a mode changes
};

/// The input that holds g of coordinate i at the lane's time.
Value slope_row(const Flow& flow, std::size_t i);
Values slope_rows(const Flow& flow);

enum class Method { map, rk4, dopri5, rodas5p };

/// Whether a method has error control; the steps of the others are those of a StepGrid.
bool controls_error(Method method);

/// One attempted step of a lane: straight-line code in which everything that depends on the lane's
/// fate is a select. A lane that has reached `target`, tried max_steps steps or is not running any
/// more stays as it is. With a method of fixed steps, every lane moves
/// unless something may switch.
struct Attempt {
  std::vector<program::Assignment> updates;
  StepStart start;
  Trial trial;
  Value accepted;  ///< 1 where the lane has moved
  /// Length of the tangent vector at the end, which it began with length 1, if one is followed.
  std::optional<Value> growth;
};

/// What the attempts of one phase are to do.
struct Goal {
  Method method = Method::dopri5;
  double target = 0.0;     ///< end of the phase; steps with error control are fitted to it exactly
  double width = 0.0;      ///< of fixed steps
  bool hand_over = false;  ///< whether a lane that turns out to be stiff stops there
  bool watched = false;    ///< whether a lane that repeats itself skips whole periods
  const Switching* switching = nullptr;  ///< where steps have to end, if there is such a thing
  bool forced = false;                   ///< whether forcing bounds the steps, see longest_row()
  bool watches_path = false;             ///< whether metrics look at what is within the steps
  /// What metrics look at besides states: steps with error control are short enough for the path of
  /// each.
  std::vector<expr::NodeId> expressions = {};
};

Attempt build_attempt(expr::Graph& graph, const Flow& flow, const IntegrationOptions& options,
                      const Goal& goal);

/// Assignments that begin a lane at time 0: coordinates, slopes and progress. Where something
/// switches, slopes and the first width are left to the entry.
std::vector<program::Assignment> build_start(expr::Graph& graph, const Flow& flow,
                                             const IntegrationOptions& options, Method method,
                                             bool switches);

/// What an entry does to a lane's progress: the first of all guesses the first width.
std::vector<program::Assignment> build_entry(expr::Graph& graph, const Flow& flow,
                                             const IntegrationOptions& options, Method method,
                                             const Entry& entry);

}  // namespace heatreel::solve
