// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "flow.hpp"
#include "switches.hpp"

#include <optional>
#include <vector>

#include "heatreel/model/model.hpp"
#include "heatreel/model/quantity.hpp"
#include "heatreel/program/program.hpp"

namespace heatreel::solve {

/// All that can end a step: switches of the equations and of what metrics look at, and events.
struct Switching {
  Switches switches;
  std::vector<model::Event> events;  ///< their nodes are over modes

  /// Whether the trigger of event i was true when it was last looked at; a row.
  Value trigger_row(std::size_t i) const;
};

/// What can end a step, if anything. In a map nothing is between the steps, so that its equations
/// may jump; events look at it after each. \param model its nodes are replaced by such over modes
/// \param quantities likewise; in `graph` \param fixed inputs that are parameters
std::optional<Switching> find_switching(expr::Graph& graph, model::Model& model,
                                        std::vector<std::optional<model::Quantity>>& quantities,
                                        const program::NodeSet& fixed);

/// Rows that `enter` fills for an event.
struct EventRows {
  Value trigger;  ///< whether it is true
  std::optional<Value> delay;
  std::optional<Value> priority;
  Values targets;      ///< coordinates of the assigned states
  Values coordinates;  ///< what they are to become
};

/// What a lane does where a step has ended at a switch or an event, and at its beginning: finds the
/// modes, the slopes, and the time at which the next switch is due. Conditions are those of a
/// moment later, so that `t > 5` is true at t = 5.
class Entry {
 public:
  /// \param slopes whether there are rows for them
  Entry(const Flow& flow, const Switching& switching, double t_end, bool slopes);

  const std::vector<program::Assignment>& updates() const { return updates_; }
  const std::vector<EventRows>& events() const { return events_; }

  /// The slopes that have been found; none in a map.
  const Values& slopes() const { return slopes_; }

  /// Nodes at the lane's time and coordinates with the modes that have been found.
  Values here(const Values& nodes) const { return switching_.switches.with_modes(nodes, modes_); }

 private:
  void find_modes();
  void find_stop();
  void add_event(std::size_t number);
  Value now(expr::NodeId node) const;
  void set(Value row, Value value) { updates_.push_back({row.id(), value.id()}); }

  const Flow& flow_;
  const Switching& switching_;
  Value time_;   ///< of the lane
  Value later_;  ///< a moment after it
  Values modes_;
  Values slopes_;
  std::vector<EventRows> events_;
  std::vector<program::Assignment> updates_;
};

}  // namespace heatreel::solve
