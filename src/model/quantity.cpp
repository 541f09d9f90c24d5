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
  for (const Parameter& constant : model.constants) {
    known[constant.name] = {constant.unit, constant.description};
  }
  known[model.time_name] = {model.time_unit, "time"};
  return known;
}

/// The parameter that `N(0)` means, N being a state; nothing for other texts.
std::optional<std::string> initial_value_called(const Model& model, std::string_view text) {
  constexpr std::string_view ending = "(0)";
  if (!text.ends_with(ending)) {
    return std::nullopt;
  }
  const State* state = model.find_state(text.substr(0, text.size() - ending.size()));
  return state == nullptr ? std::nullopt : std::optional(state->initial_name);
}

/// A text that is one name between backticks, without them.
std::string_view without_backticks(std::string_view text) {
  const bool quoted = text.size() > 2 && text.find('`', 1) == text.size() - 1 && text[0] == '`';
  return quoted ? text.substr(1, text.size() - 2) : text;
}

}  // namespace

std::vector<std::string> quantity_names(const Model& model) {
  std::vector<std::string> names;
  for (const auto& [name, entry] : entries(model)) {
    names.push_back(name);
  }
  return names;
}

expr::NodeId parse_expression(const Model& model, std::string_view text,
                              const expr::SourceLocation& where, expr::Graph& graph) {
  const auto known = entries(model);
  const auto named = [&](std::string_view name) -> std::optional<expr::NodeId> {
    for (const Derived& derived : model.derived) {
      if (derived.name == name) {
        return derived.node;
      }
    }
    for (const Parameter& constant : model.constants) {
      if (constant.name == name) {
        return graph.constant(constant.default_value);
      }
    }
    return known.contains(name) ? std::optional(graph.input(name)) : std::nullopt;
  };
  const auto resolve = [&](std::string_view name) {
    return named(initial_value_called(model, name).value_or(std::string(name)));
  };
  return expr::parse(text, where, graph, resolve, quantity_names(model));
}

Quantity parse_quantity(const Model& model, std::string_view text, expr::Graph& graph) {
  Quantity quantity;
  quantity.node = parse_expression(model, text, {"expression", 0, 1}, graph);
  for (std::size_t i = 0; i < model.states.size(); ++i) {
    if (graph.input(model.states[i].name) == quantity.node) {
      quantity.state = i;
    }
  }
  return quantity;
}

std::string describe_quantity(const Model& model, std::string_view text) {
  const auto known = entries(model);
  const auto found = known.find(without_backticks(base::trim(text)));
  return found == known.end() ? "" : found->second.description;
}

std::string unit_of_quantity(const Model& model, std::string_view text) {
  const auto known = entries(model);
  expr::Graph graph;  // in which every name is an input
  const auto resolve = [&](std::string_view name) -> std::optional<expr::NodeId> {
    if (const auto initial = initial_value_called(model, name)) {
      return graph.input(*initial);
    }
    return known.contains(name) ? std::optional(graph.input(name)) : std::nullopt;
  };
  const expr::NodeId root = expr::parse(text, {"expression", 0, 1}, graph, resolve, {});
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
