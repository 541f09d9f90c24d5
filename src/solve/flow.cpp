// SPDX-License-Identifier: GPL-3.0-or-later
#include "flow.hpp"

#include "division.hpp"

#include <algorithm>

#include "heatreel/expr/calculus.hpp"

namespace heatreel::solve {

namespace {

using expr::NodeId;

/// Stands for ln 0: so low that no rate moves it, and exp of it is 0.
constexpr double log_of_zero = -1e300;

}  // namespace

Flow::Flow(expr::Graph& graph, const model::Model& model, const NodeSet& fixed)
    : graph_(graph), fixed_(fixed), time_(graph, model.time_name), time_name_(model.time_name) {
  for (const model::State& state : model.states) {
    const Value input(graph, state.name);
    const auto per_unit =
        state.nonnegative ? expr::exact_quotient(graph, state.rate, input.id()) : std::nullopt;
    const metric::Scale other =
        state.nonnegative ? metric::Scale::cut_at_zero : metric::Scale::linear;
    parts_.push_back({state.name, input, Value(graph, state.name + "#z"),
                      Value(graph, state.initial_name),
                      per_unit ? metric::Scale::logarithmic : other});
    equations_.push_back(per_unit.value_or(state.rate));
  }
  cheap_ = with_fewer_divisions(graph, equations_, fixed);
}

Values Flow::coordinates() const {
  Values result;
  for (const Part& part : parts_) {
    result.push_back(part.coordinate);
  }
  return result;
}

bool Flow::autonomous() const {
  const std::vector<NodeId> inputs = expr::dependencies(graph_, equations_);
  return std::find(inputs.begin(), inputs.end(), time_.id()) == inputs.end();
}

Value Flow::start(std::size_t i) const {
  const Part& part = parts_[i];
  const Value zero = part.initial.number(0.0);
  if (logarithmic(i)) {
    return select(part.initial <= zero, zero.number(log_of_zero), log(part.initial));
  }
  return cut_at_zero(i) ? max(zero, part.initial) : part.initial;
}

/// What stands for states and time where they are taken elsewhere.
Flow::Arguments Flow::arguments(Value time, const Values& coordinates) const {
  Arguments arguments{{time_name_, time.id()}};
  for (std::size_t i = 0; i < parts_.size(); ++i) {
    const Value z = coordinates[i];
    const Value linear = cut_at_zero(i) ? max(z.number(0.0), z) : z;
    arguments.emplace(parts_[i].name, (logarithmic(i) ? exp(z) : linear).id());
  }
  return arguments;
}

/// Nodes of states and time, taken elsewhere.
Values Flow::at(const std::vector<NodeId>& nodes, Value time, const Values& coordinates) const {
  Values result;
  for (const NodeId node : expr::substitute(graph_, nodes, graph_, arguments(time, coordinates))) {
    result.emplace_back(graph_, node);
  }
  return result;
}

Values Flow::rates(Value time, const Values& coordinates) const {
  Values result = at(cheap_, time, coordinates);
  for (std::size_t i = 0; i < size(); ++i) {
    if (cut_at_zero(i)) {
      const Value zero = time.number(0.0);
      result[i] = select(coordinates[i] <= zero, max(zero, result[i]), result[i]);
    }
  }
  return result;
}

Value Flow::quantity(NodeId node, Value time, const Values& coordinates) const {
  return at({node}, time, coordinates).front();
}

Value Flow::quantity_slope(NodeId node, Value time, const Values& coordinates,
                           const Values& slopes) const {
  // The states' slopes are inputs first, for they must not be taken elsewhere as well.
  Arguments there = arguments(time, coordinates);
  std::map<std::string, NodeId, std::less<>> tangents{{time_name_, graph_.constant(1.0)}};
  for (std::size_t i = 0; i < parts_.size(); ++i) {
    const std::string name = parts_[i].name + "#tangent";
    const Value state(graph_, there.at(parts_[i].name));
    tangents.emplace(parts_[i].name, graph_.input(name));
    there.emplace(name, (logarithmic(i) ? state * slopes[i] : slopes[i]).id());
  }
  const auto derivative = expr::derivatives(graph_, std::span(&node, 1), tangents).front();
  if (!derivative) {
    return time.number(0.0);
  }
  return {graph_, expr::substitute(graph_, std::span(&*derivative, 1), graph_, there).front()};
}

/// Derivatives of the equations along one input.
std::vector<std::optional<Value>> Flow::column(NodeId tangent, const std::string& along) const {
  std::vector<std::optional<Value>> result;
  for (const auto& node : expr::derivatives(graph_, equations_, {{along, tangent}})) {
    result.push_back(node ? std::optional(Value(graph_, *node)) : std::nullopt);
  }
  return result;
}

Jacobian Flow::jacobian() const {
  // The last column is time's. With y = exp(z), dy = y·dz.
  std::vector<std::vector<std::optional<Value>>> columns;
  for (const Part& part : parts_) {
    const Value tangent =
        part.scale == metric::Scale::logarithmic ? part.state : part.state.number(1.0);
    columns.push_back(column(tangent.id(), part.name));
  }
  columns.push_back(column(graph_.constant(1.0), time_name_));

  std::vector<NodeId> nodes;
  for (const auto& derivatives : columns) {
    for (const auto& derivative : derivatives) {
      if (derivative) {
        nodes.push_back(derivative->id());
      }
    }
  }
  const Values here = at(with_fewer_divisions(graph_, nodes, fixed_), time_, coordinates());
  const Values slopes = at(cheap_, time_, coordinates());

  Jacobian result;
  result.by_coordinate.assign(size(), std::vector<std::optional<Value>>(size()));
  result.by_time.resize(size());
  std::size_t next = 0;
  for (std::size_t j = 0; j < columns.size(); ++j) {
    for (std::size_t i = 0; i < size(); ++i) {
      if (columns[j][i]) {
        const Value zero = time_.number(0.0);
        const Value derivative = here[next++];
        const Value held = (parts_[i].coordinate <= zero) * (slopes[i] < zero);
        (j < size() ? result.by_coordinate[i][j] : result.by_time[i]) =
            cut_at_zero(i) ? select(held, zero, derivative) : derivative;
      }
    }
  }
  return result;
}

}  // namespace heatreel::solve
