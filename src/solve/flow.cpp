// SPDX-License-Identifier: GPL-3.0-or-later
#include "flow.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <unordered_map>

#include "heatreel/expr/calculus.hpp"
#include "heatreel/program/division.hpp"

namespace heatreel::solve {

namespace {

using expr::NodeId;
using expr::Op;

/// Stands for ln 0: so low that no rate moves it, and exp of it is 0.
constexpr double log_of_zero = -1e300;

/// Of a tangent vector's component. A part of it, as tolerances are, is no denormal number.
constexpr double least_scale = 1e-280;

/// 0 where a value is not finite.
Value finite_or_zero(Value value) {
  const Value zero = value.number(0.0);
  return select((0.0 * value).apply(Op::equal, zero), value, zero);
}

/// The input that stands for a state where a root or a power of it is taken.
std::string radicand_name(const std::string& state) { return state + "#radicand"; }

/// 0 where the condition holds, if there is one.
Value unless(const std::optional<Value>& condition, Value value) {
  return condition ? select(*condition, value.number(0.0), value) : value;
}

}  // namespace

Flow::Flow(expr::Graph& graph, const model::Model& model, const program::NodeSet& fixed,
           Tangent tangent, Coordinates coordinates)
    : graph_(graph),
      fixed_(fixed),
      time_(graph, model.time_name),
      time_name_(model.time_name),
      states_(model.states.size()) {
  for (const model::State& state : model.states) {
    const Value input(graph, state.name);
    const bool kept = state.nonnegative && coordinates == Coordinates::natural;
    const auto per_unit = kept ? expr::exact_quotient(graph, state.rate, input.id()) : std::nullopt;
    const metric::Scale other = kept ? metric::Scale::cut_at_zero : metric::Scale::linear;
    components_.push_back({state.name, input, Value(graph, state.name + "#z"),
                           Value(graph, state.initial),
                           per_unit ? metric::Scale::logarithmic : other, state.nonnegative});
    equations_.push_back(per_unit.value_or(state.rate));
  }
  if (tangent == Tangent::followed) {
    add_tangent(model);
  }
  cheap_ = program::with_fewer_divisions(graph, with_radicands(), fixed);
}

/// The equations, with radicands in the place of states whose roots or powers are taken.
std::vector<NodeId> Flow::with_radicands() {
  program::Variance variance(graph_, fixed_);
  return expr::rewritten(
      graph_, equations_,
      [&](Op op, const std::array<NodeId, 3>& arguments) -> std::optional<NodeId> {
        if (op != Op::sqrt && op != Op::power) {
          return std::nullopt;
        }
        const auto base = radicand(arguments[0], variance);
        if (!base) {
          return std::nullopt;
        }
        return op == Op::sqrt ? graph_.apply(op, base->id())
                              : graph_.apply(op, base->id(), arguments[1]);
      });
}

/// A state's radicand, or a fixed multiple of it; nothing for any other base.
std::optional<Value> Flow::radicand(NodeId base, program::Variance& variance) {
  const expr::Node node = graph_.node(base);
  if (node.op == Op::input) {
    for (std::size_t i = 0; i < states_; ++i) {
      if (components_[i].state.id() == base && scale(i) == metric::Scale::linear) {
        components_[i].rooted = true;
        return Value(graph_, radicand_name(components_[i].name));
      }
    }
    return std::nullopt;
  }
  if (node.op != Op::multiply && node.op != Op::divide) {
    return std::nullopt;
  }
  const auto [a, b, unused] = node.arguments;
  if (!variance.varies(b)) {
    const auto part = radicand(a, variance);
    return part ? std::optional(part->apply(node.op, Value(graph_, b))) : std::nullopt;
  }
  const auto part =
      node.op == Op::multiply && !variance.varies(a) ? radicand(b, variance) : std::nullopt;
  return part ? std::optional(Value(graph_, a) * *part) : std::nullopt;
}

void Flow::add_tangent(const model::Model& model) {
  const std::vector<NodeId> rates = variation(graph_, model);
  for (std::size_t i = 0; i < states_; ++i) {
    const std::string name = tangent_name(model.states[i].name);
    components_.push_back({name, Value(graph_, name), Value(graph_, name + "#z"),
                           time_.number(tangent_start(i, states_)), metric::Scale::linear, false});
    equations_.push_back(rates[i]);
  }
}

Values Flow::coordinates() const {
  Values result;
  for (const Component& component : components_) {
    result.push_back(component.coordinate);
  }
  return result;
}

bool Flow::autonomous() const {
  const std::vector<NodeId> inputs = expr::dependencies(graph_, equations_);
  return std::find(inputs.begin(), inputs.end(), time_.id()) == inputs.end();
}

Value Flow::coordinate(std::size_t state, Value value) const {
  const Value zero = value.number(0.0);
  if (logarithmic(state)) {
    return select(value <= zero, zero.number(log_of_zero), log(value));
  }
  return nonnegative(state) ? max(zero, value) : value;
}

Value Flow::start(std::size_t i) const {
  return is_tangent(i) ? components_[i].initial : coordinate(i, components_[i].initial);
}

/// What stands for states and time where they are taken elsewhere.
Flow::Arguments Flow::arguments(Value time, const Values& coordinates, const Values& below) const {
  Arguments arguments{{time_name_, time.id()}};
  for (std::size_t i = 0; i < components_.size(); ++i) {
    const Value z = coordinates[i];
    const Value linear = cut_at_zero(i) ? max(z.number(0.0), z) : z;
    arguments.emplace(components_[i].name, (logarithmic(i) ? exp(z) : linear).id());
    if (components_[i].rooted) {
      const Value zero = z.number(0.0);
      const Value near = below.empty() ? z : select((z < zero) * (-below[i] <= z), zero, z);
      arguments.emplace(radicand_name(components_[i].name), near.id());
    }
  }
  return arguments;
}

/// Nodes of states and time, taken elsewhere.
Values Flow::at(const std::vector<NodeId>& nodes, Value time, const Values& coordinates,
                const Values& below) const {
  Values result;
  for (const NodeId node :
       expr::substitute(graph_, nodes, graph_, arguments(time, coordinates, below))) {
    result.emplace_back(graph_, node);
  }
  return result;
}

Value Flow::extinct(Value logarithm) const { return exp(logarithm) <= 0.0; }

Value Flow::tangent_scale(std::size_t i, const Values& coordinates) const {
  const Value one = time_.number(1.0);
  if (!logarithmic(i - states_)) {
    return one;
  }
  Value relative = time_.number(0.0);  // the largest difference relative to a state
  for (std::size_t j = 0; j < states_; ++j) {
    if (logarithmic(j)) {
      relative = max(abs(coordinates[states_ + j]) / exp(coordinates[j]), relative);
    }
  }
  // 1 where neither is a number, as infinity times 0.
  const Value scale = min(relative * exp(coordinates[i - states_]), one);
  return max(scale, one.number(least_scale));
}

Value Flow::comes_back(const Values& begin, const Values& end) const {
  const double lowest = std::log(least_scale);
  Value result = time_.number(0.0);
  for (std::size_t i = 0; i < states_; ++i) {
    if (logarithmic(i)) {
      result = max((begin[i] < lowest) * (lowest <= end[i]), result);
    }
  }
  return result;
}

std::vector<std::optional<Value>> Flow::held(Value time, const Values& coordinates) const {
  const Value zero = time.number(0.0);
  const Values slopes = at({cheap_.begin(), cheap_.begin() + states_}, time, coordinates);
  std::vector<std::optional<Value>> result(states_);
  for (std::size_t i = 0; i < states_; ++i) {
    if (cut_at_zero(i)) {
      result[i] = (coordinates[i] <= zero) * (slopes[i] < zero);
    }
  }
  return result;
}

Values Flow::without_held(Values coordinates, const std::vector<std::optional<Value>>& held) const {
  for (std::size_t i = states_; i < size(); ++i) {
    coordinates[i] = unless(held[i - states_], coordinates[i]);
  }
  return coordinates;
}

Values Flow::rates(Value time, const Values& coordinates, const Values& below) const {
  const auto stay = held(time, coordinates);
  Values result = at(cheap_, time, without_held(coordinates, stay), below);
  for (std::size_t i = 0; i < size(); ++i) {
    result[i] = unless(stay[i % states_], result[i]);
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
  for (std::size_t i = 0; i < components_.size(); ++i) {
    const std::string name = components_[i].name + "#slope here";
    const Value state(graph_, there.at(components_[i].name));
    tangents.emplace(components_[i].name, graph_.input(name));
    there.emplace(name, (logarithmic(i) ? state * slopes[i] : slopes[i]).id());
  }
  const auto derivative = expr::derivatives(graph_, std::span(&node, 1), tangents).front();
  if (!derivative) {
    return time.number(0.0);
  }
  return {graph_, expr::substitute(graph_, std::span(&*derivative, 1), graph_, there).front()};
}

Value Flow::quantity_error(NodeId node, Value time, const Values& coordinates,
                           const Values& errors) const {
  const Arguments there = arguments(time, coordinates);
  Value sum = time.number(0.0);
  for (std::size_t i = 0; i < states_; ++i) {
    const std::string& name = components_[i].name;
    const auto derivative =
        expr::derivatives(graph_, std::span(&node, 1), {{name, graph_.constant(1.0)}}).front();
    if (derivative) {
      const Value part(graph_,
                       expr::substitute(graph_, std::span(&*derivative, 1), graph_, there).front());
      const Value state(graph_, there.at(name));
      sum = sum + abs(part) * (logarithmic(i) ? abs(state) * errors[i] : errors[i]);
    }
  }
  return sum;
}

/// Derivatives along one input, of the equations that read it.
Flow::Column Flow::column(NodeId tangent, const std::string& along,
                          const std::vector<std::size_t>& equations) const {
  std::vector<NodeId> roots;
  for (const std::size_t equation : equations) {
    roots.push_back(equations_[equation]);
  }
  const auto derivatives = expr::derivatives(graph_, roots, {{along, tangent}});
  Column result(size());
  for (std::size_t k = 0; k < equations.size(); ++k) {
    if (derivatives[k]) {
      result[equations[k]] = Value(graph_, *derivatives[k]);
    }
  }
  return result;
}

/// The equations that read each input, by the input's name.
std::map<std::string, std::vector<std::size_t>> Flow::readers() const {
  std::map<std::string, std::vector<std::size_t>> result;
  for (std::size_t i = 0; i < equations_.size(); ++i) {
    for (const std::string& name : expr::inputs_of(graph_, std::span(&equations_[i], 1))) {
      result[name].push_back(i);
    }
  }
  return result;
}

/// Whether each of some nodes may be infinite where the states are not: x^0.5 has such a derivative
/// at x = 0.
std::vector<bool> Flow::may_be_infinite(const std::vector<NodeId>& nodes) const {
  program::Variance variance(graph_, fixed_);
  std::unordered_map<NodeId, bool> infinite;
  for (const NodeId id : expr::dependencies(graph_, nodes)) {
    const expr::Node& node = graph_.node(id);
    const auto varies = [&](std::size_t i) { return variance.varies(node.arguments[i]); };
    bool here =
        ((node.op == Op::sqrt || node.op == Op::log || node.op == Op::power) && varies(0)) ||
        (node.op == Op::divide && varies(1));
    for (std::size_t i = 0; i < expr::arity(node.op); ++i) {
      here = here || infinite.at(node.arguments[i]);
    }
    infinite[id] = here;
  }
  std::vector<bool> result;
  for (const NodeId node : nodes) {
    result.push_back(infinite.at(node));
  }
  return result;
}

const Jacobian& Flow::jacobian() const {
  if (!jacobian_) {
    jacobian_ = derive_jacobian();
  }
  return *jacobian_;
}

Jacobian Flow::derive_jacobian() const {
  // The last column is time's. With y = exp(z), dy = y·dz.
  std::vector<Column> columns;
  auto readers_of = readers();
  for (const Component& component : components_) {
    const Value tangent = component.scale == metric::Scale::logarithmic
                              ? component.state
                              : component.state.number(1.0);
    columns.push_back(column(tangent.id(), component.name, readers_of[component.name]));
  }
  columns.push_back(column(graph_.constant(1.0), time_name_, readers_of[time_name_]));

  std::vector<NodeId> nodes;
  for (const auto& derivatives : columns) {
    for (const auto& derivative : derivatives) {
      if (derivative) {
        nodes.push_back(derivative->id());
      }
    }
  }
  const std::vector<bool> singular = may_be_infinite(nodes);
  const auto stay = held(time_, coordinates());
  const Values here = at(program::with_fewer_divisions(graph_, nodes, fixed_), time_,
                         without_held(coordinates(), stay));

  Jacobian result;
  result.by_coordinate.assign(size(), std::vector<std::optional<Value>>(size()));
  result.by_time.resize(size());
  std::size_t next = 0;
  for (std::size_t j = 0; j < columns.size(); ++j) {
    for (std::size_t i = 0; i < size(); ++i) {
      if (columns[j][i]) {
        const Value derivative = singular[next] ? finite_or_zero(here[next]) : here[next];
        ++next;
        const bool along_tangent = j < size() && is_tangent(j);
        (j < size() ? result.by_coordinate[i][j] : result.by_time[i]) = unless(
            stay[i % states_], along_tangent ? unless(stay[j % states_], derivative) : derivative);
      }
    }
  }
  return result;
}

}  // namespace heatreel::solve
