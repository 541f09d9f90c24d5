// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "attempt.hpp"

#include <map>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

namespace heatreel::solve {

/// Before the tail, cells are watched for limit cycles from time to time.
enum class PhaseKind { transient, watched, tail };

/// A part of the simulation, as a program that attempts one step.
struct Phase {
  PhaseKind kind;
  double target;           ///< time at which lanes leave
  std::int64_t last_step;  ///< the number of fixed steps after which they do
  program::Program program;
};

/// A quantity of which samples are taken. A phase's program leaves the path of the step that a lane
/// has made; the width is 0 where it has made none.
struct PathTrace {
  program::Slot time, width;
  program::Slot begin, rise, c1, c2, c3;
  metric::Scale scale;
  std::optional<program::Slot> maxima;  ///< counted so far, where samples depend on that
};

/// What a slot begins with.
struct InitialNumber {
  program::Slot slot;
  double value;
};

/// Where the host finds what an event needs, once `enter` has run.
struct EventSlots {
  program::Slot was_true;  ///< the trigger, when it was last looked at
  program::Slot is_true;
  std::optional<program::Slot> delay;
  std::optional<program::Slot> priority;
  bool persistent;
  bool late;
  std::vector<program::Slot> targets;  ///< coordinates that are assigned
  std::vector<program::Slot> values;   ///< what they become
};

/// What lanes do where a step has ended at a switch or an event.
struct SwitchPrograms {
  program::Program leave;                 ///< remembers what metrics saw last
  program::Program enter;                 ///< modes, slopes, next stop, and what events need
  std::vector<program::Program> corners;  ///< by phase: shows metrics the jump, in two runs

  program::Slot stop = 0;   ///< time at which the next step has to end at the latest
  program::Slot count = 0;  ///< of switches since `since`
  program::Slot since = 0;  ///< a time
  std::vector<EventSlots> events;
};

/// All that one method computes of a simulation, as programs over common slots:
/// begin, or take_over, once; attempts of the phases that a cell passes; finish once.
struct Kernel {
  program::Program begin;      ///< parameters → invariants, and rows as they begin
  program::Program take_over;  ///< parameters → invariants, for a cell that another method began
  /// Takes a sample of what drives the model, forcing_samples times after begin; see forcing.hpp.
  std::optional<program::Program> scan;
  std::vector<Phase> phases;  ///< in the order of their parts
  program::Program finish;

  std::vector<program::Slot> parameters;  ///< in the model's order; to be filled before begin
  std::vector<program::Slot> carried;     ///< what makes a cell; last, what only the tail has
  std::vector<double> tail;               ///< how these begin in the tail
  std::vector<program::Slot> results;     ///< in the metrics' order
  /// All of them are finite if the solution is: a row that all states at the end go into, and what
  /// metrics found to be the extremes of states. \see store_cell
  std::vector<program::Slot> solution;
  program::Slot verdict = 0;  ///< the number of a grid::CellVerdict
  bool fixed_steps = false;   ///< whether all lanes take the same ones
  double max_steps = 0.0;     ///< that a lane may try
  program::Slot time = 0;
  program::Slot steps = 0;
  program::Slot condition = 0;

  /// Steps after which a cell begins or ceases to be watched, or is given up.
  program::Slot limit = 0;

  /// Seconds that a cell was worked on, where they are limited.
  std::optional<program::Slot> worked;

  /// Slots of all rows that another method's kernel has as well, by their names.
  std::map<std::string, program::Slot, std::less<>> rows;

  /// What is remembered of cells while they are watched, and how it begins.
  std::vector<InitialNumber> memory;
  std::vector<PathTrace> traces;        ///< in the tail: quantities whose spectrum is asked for
  std::vector<program::Slot> periods;   ///< of these, to be filled at the end of the tail
  std::vector<PathTrace> state_traces;  ///< in all phases: the states, where a series is asked for
  std::vector<program::Slot> coordinates;   ///< of the traced states
  std::optional<SwitchPrograms> switching;  ///< where something can end a step

  std::size_t slots = 0;

  /// What makes a cell in a phase.
  std::span<const program::Slot> carried_in(PhaseKind kind) const {
    return std::span(carried).first(carried.size() - (kind == PhaseKind::tail ? 0 : tail.size()));
  }
};

/// Whether all states are traced along the whole simulation.
enum class Series { none, states };

/// \param hand_over whether cells that turn out to be stiff are left to another method
/// \throws base::Cancelled soon after a stop is requested
Kernel build_kernel(const model::Model& model, const std::vector<metric::MetricSpec>& metrics,
                    const IntegrationOptions& options, Method method, bool hand_over,
                    Series series = Series::none, const std::stop_token& stop = {});

}  // namespace heatreel::solve
