// SPDX-License-Identifier: GPL-3.0-or-later
#include "heatreel/model/quantity.hpp"

#include <algorithm>
#include <map>
#include <span>
#include <vector>

#include "heatreel/base/text.hpp"
#include "heatreel/expr/parser.hpp"

namespace heatreel::model {

namespace {

/// What the model says about one of its names.
struct Entry {
  std::string unit;
  std::string description;
};

/// Everything that an expression may name.
std::map<std::string, Entry, std::less<>> entries(const Model& model) {
  std::map<std::string, Entry, std::less<>> known;
  for (const Parameter& parameter : model.parameters) {
    known[parameter.name] = {parameter.unit, parameter.description};
  }
  for (const State& state : model.states) {
    known[state.name] = {state.unit, state.description};
  }
  for (const Derived& derived : model.derived) {
    known[derived.name] = {derived.unit, derived.description};
  }
  known[model.time_name] = {model.time_unit, "time"};
  return known;
}

expr::NodeId parse(const Model& model, std::string_view text, expr::Graph& graph,
                   const expr::NameResolver& resolve) {
  return expr::parse(text, {"expression", 0, 1}, graph, resolve, quantity_names(model));
}

}  // namespace

std::vector<std::string> quantity_names(const Model& model) {
  std::vector<std::string> names;
  for (const auto& [name, entry] : entries(model)) {
    names.push_back(name);
  }
  return names;
}

Quantity parse_quantity(const Model& model, std::string_view text, expr::Graph& graph) {
  const auto known = entries(model);
  const auto resolve = [&](std::string_view name) -> std::optional<expr::NodeId> {
    for (const Derived& derived : model.derived) {
      if (derived.name == name) {
        return derived.node;
      }
    }
    return known.contains(name) ? std::optional(graph.input(name)) : std::nullopt;
  };
  Quantity quantity;
  quantity.node = parse(model, text, graph, resolve);
  for (std::size_t i = 0; i < model.states.size(); ++i) {
    if (graph.input(model.states[i].name) == quantity.node) {
      quantity.state = i;
    }
  }
  return quantity;
}

std::string describe_quantity(const Model& model, std::string_view text) {
  const auto known = entries(model);
  const auto found = known.find(base::trim(text));
  return found == known.end() ? "" : found->second.description;
}

std::string unit_of_quantity(const Model& model, std::string_view text) {
  const auto known = entries(model);
  expr::Graph graph;  // in which every name is an input
  const auto resolve = [&](std::string_view name) -> std::optional<expr::NodeId> {
    return known.contains(name) ? std::optional(graph.input(name)) : std::nullopt;
  };
  const expr::NodeId root = parse(model, text, graph, resolve);
  std::optional<std::string> common;
  for (const expr::NodeId id : expr::dependencies(graph, std::span(&root, 1))) {
    const expr::Node& node = graph.node(id);
    switch (node.op) {
      case expr::Op::input: {
        const std::string& unit = known.at(graph.input_name(node.input)).unit;
        if (common.value_or(unit) != unit) {
          return "";
        }
        common = unit;
        break;
      }
      case expr::Op::add:
      case expr::Op::subtract:
      case expr::Op::negate:
      case expr::Op::constant:
        break;
      default:
        return "";
    }
  }
  return common.value_or("");
}

}  // namespace heatreel::model
