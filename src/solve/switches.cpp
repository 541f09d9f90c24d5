// SPDX-License-Identifier: GPL-3.0-or-later
#include "switches.hpp"

#include <algorithm>
#include <map>
#include <utility>

#include <fmt/format.h>

#include "heatreel/expr/calculus.hpp"

namespace heatreel::solve {

namespace {

using expr::NodeId;
using expr::Op;

std::string mode_name(std::size_t number) { return fmt::format("#mode {}", number); }

}  // namespace

Switches::Switches(expr::Graph& graph, std::vector<NodeId>& roots, const program::NodeSet& fixed,
                   const std::string& time, bool in_between)
    : graph_(graph), time_(time), in_between_(in_between), variance_(graph, fixed) {
  roots = expr::rewritten(
      graph, roots, [this](Op op, const Arguments& arguments) { return replace(op, arguments); });
}

Values Switches::with_modes(const Values& nodes, const Values& modes) const {
  std::map<std::string, NodeId, std::less<>> inputs;
  for (std::size_t i = 0; i < modes.size(); ++i) {
    inputs.emplace(mode_name(i), modes[i].id());
  }
  std::vector<NodeId> roots;
  for (const Value node : nodes) {
    roots.push_back(node.id());
  }
  Values result;
  for (const NodeId node : expr::substitute(graph_, roots, graph_, inputs)) {
    result.emplace_back(graph_, node);
  }
  return result;
}

/// Two numbers that are compared for equality are left to be compared as they come: they are equal
/// for a moment only, or both do not vary.
std::optional<NodeId> Switches::replace(Op op, const Arguments& arguments) {
  const Value a(graph_, arguments[0]);
  const Value b(graph_, arguments[1]);
  const bool varies = variance_.varies(a.id()) || (expr::arity(op) > 1 && variance_.varies(b.id()));
  if (!varies) {
    return std::nullopt;
  }
  switch (op) {
    case Op::less:
    case Op::less_equal:
      return comparison(op, a, b).id();
    case Op::abs:
      return select(comparison(Op::less, a, a.number(0.0)), -a, a).id();
    case Op::min:
      return select(comparison(Op::less, a, b), a, b).id();
    case Op::max:
      return select(comparison(Op::less, b, a), a, b).id();
    case Op::floor:
      return floor_of(a).id();
    default:
      return std::nullopt;
  }
}

Value Switches::comparison(Op op, Value a, Value b) {
  return mode_of(a.apply(op, b), [&](Value mode) { return Values{select(mode, b - a, a - b)}; });
}

Value Switches::floor_of(Value a) {
  return mode_of(a.apply(Op::floor), [&](Value mode) { return Values{a - mode, mode + 1.0 - a}; });
}

/// The mode of a condition, which may be known already. \param margins gives them for its mode
Value Switches::mode_of(Value live, const std::function<Values(Value)>& margins) {
  for (const Switch& known : list_) {
    if (known.live.id() == live.id()) {
      return known.mode;
    }
  }
  const Value mode(graph_, mode_name(list_.size()));
  add({mode, live, margins(mode)});
  return mode;
}

/// Finds out whether the switch is timed.
void Switches::add(Switch found) {
  const auto reads_only = [&](Value value, bool time_allowed) {
    const NodeId root = value.id();
    for (const NodeId node : expr::dependencies(graph_, std::span(&root, 1))) {
      const bool is_mode = std::any_of(list_.begin(), list_.end(), [&](const Switch& known) {
        return known.timed && known.mode.id() == node;
      });
      const bool free = graph_.node(node).op == Op::input && variance_.varies(node) && !is_mode &&
                        node != found.mode.id();
      if (free && !(time_allowed && graph_.input_name(graph_.node(node).input) == time_)) {
        return false;
      }
    }
    return true;
  };
  found.timed = in_between_;
  for (const Value margin : found.margins) {
    const NodeId root = margin.id();
    const auto slope =
        expr::derivatives(graph_, std::span(&root, 1), {{time_, graph_.constant(1.0)}}).front();
    found.slopes.emplace_back(graph_, slope.value_or(graph_.constant(0.0)));
    found.timed = found.timed && reads_only(margin, true) && reads_only(found.slopes.back(), false);
  }
  list_.push_back(std::move(found));
}

}  // namespace heatreel::solve
