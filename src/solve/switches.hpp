// SPDX-License-Identifier: GPL-3.0-or-later
// Where equations jump or bend. A step never crosses such a place: comparisons, floor, abs, min and
// max that vary along a trajectory are replaced by modes, which stay as they are during a step, so
// that the equations are smooth in it. The step ends where a mode would change.
#pragma once

#include <array>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "heatreel/expr/value.hpp"
#include "heatreel/program/variance.hpp"

namespace heatreel::solve {

using expr::Value;
using expr::Values;

/// A condition of the equations. Its nodes are over states, time, parameters and the modes of
/// switches before it.
struct Switch {
  Value mode;      ///< the input that stands for it: 1 or 0, or the whole number that floor gives
  Value live;      ///< what the mode should be
  Values margins;  ///< none is below 0 while the mode is right; one of them is when it is not
  /// Whether the margins are straight lines in time and depend on no state, so that the time of the
  /// change is known beforehand. Their slopes are then given.
  bool timed = false;
  Values slopes = {};
};

class Switches {
 public:
  /// Replaces the conditions of `roots` by modes.
  /// \param fixed inputs that are parameters \param time the name of time
  /// \param in_between whether a switch may be at any time, not at steps' ends alone
  Switches(expr::Graph& graph, std::vector<expr::NodeId>& roots, const program::NodeSet& fixed,
           const std::string& time, bool in_between = true);

  const std::vector<Switch>& list() const { return list_; }
  bool empty() const { return list_.empty(); }
  expr::Graph& graph() const { return graph_; }

  /// Nodes with other modes, in the order of the list; those at the end may be left out.
  Values with_modes(const Values& nodes, const Values& modes) const;

 private:
  using Arguments = std::array<expr::NodeId, 3>;
  std::optional<expr::NodeId> replace(expr::Op op, const Arguments& arguments);
  Value comparison(expr::Op op, Value a, Value b);
  Value floor_of(Value a);
  Value mode_of(Value live, const std::function<Values(Value)>& margins);
  void add(Switch found);

  expr::Graph& graph_;
  std::string time_;
  bool in_between_;
  program::Variance variance_;
  std::vector<Switch> list_;
};

}  // namespace heatreel::solve
