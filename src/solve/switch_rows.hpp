// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kernel.hpp"
#include "observation.hpp"
#include "switching.hpp"

#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace heatreel::solve {

/// The assignments that SwitchPrograms are compiled from.
struct SwitchRows {
  /// \param by must outlive this
  SwitchRows(const Switching& by, std::size_t phases, std::vector<EventRows> event_rows);

  std::vector<program::Assignment> leave;
  std::vector<program::Assignment> enter;
  std::vector<std::map<expr::NodeId, expr::NodeId>> corners;  ///< by phase
  std::vector<EventRows> events;

  /// Lets `leave` and `enter` remember a quantity before and after a switch.
  /// \returns the corner that metrics of it see
  metric::Segment add_corner(const Flow& flow, const Entry& entry, const std::string& name,
                             const model::Quantity& quantity, metric::Reading reading);

  /// All rows, with the numbers that they begin with.
  std::vector<std::pair<expr::NodeId, double>> begin() const;

  /// Adds all values that are assigned.
  void collect_values(std::vector<expr::NodeId>& values) const;

  /// \pre all rows have their slots
  SwitchPrograms compile(expr::Graph& graph, const program::NodeSet& invariants,
                         program::SlotTable& slots) const;

 private:
  EventSlots slots_of(std::size_t event, const program::SlotTable& slots) const;

  const Switching& switching_;
  Value second_;  ///< 1 in the second run of a corner
  Value count_;
  Value since_;
  std::set<std::string, std::less<>> remembered_;  ///< quantities
};

}  // namespace heatreel::solve
