// SPDX-License-Identifier: GPL-3.0-or-later
#include "equations.hpp"

#include "dependency_order.hpp"

#include <algorithm>
#include <cmath>
#include <optional>

#include <fmt/format.h>

#include "heatreel/expr/parser.hpp"

namespace heatreel::model {

namespace {

/// An expression on its own: every name but those of constants is an input.
struct Draft {
  expr::Graph graph;
  expr::NodeId root = 0;
  std::vector<std::size_t> uses;  ///< numbers of the derived values that it reads
};

using Numbers = std::map<std::string, std::size_t, std::less<>>;

Draft parse_draft(const Equation& equation, const Names& names, const Numbers& derived) {
  Draft draft;
  const auto resolve = [&](std::string_view name) -> std::optional<expr::NodeId> {
    if (const auto known = names.constants.find(name); known != names.constants.end()) {
      return draft.graph.constant(known->second);
    }
    if (!std::binary_search(names.known.begin(), names.known.end(), name)) {
      return std::nullopt;
    }
    return draft.graph.input(name);
  };
  const auto& [text, where] = equation.expression;
  draft.root = expr::parse(text, where, draft.graph, resolve, names.known);
  for (const std::string& name : inputs_of(draft.graph, std::span(&draft.root, 1))) {
    if (const auto number = derived.find(name); number != derived.end()) {
      draft.uses.push_back(number->second);
    }
  }
  return draft;
}

[[noreturn]] void complain_about_cycle(const std::vector<Equation>& derived, const Uses& uses) {
  const std::vector<std::size_t> cycle = find_cycle(uses);
  const Excerpt& first = derived[cycle.front()].name;
  std::string path;
  for (const std::size_t i : cycle) {
    path += fmt::format("{} needs ", derived[i].name.text);
  }
  complain(first.where, fmt::format("the derived value '{}' depends on itself", first.text),
           path + std::string(first.text));
}

/// An order in which each derived value comes after those that it uses.
std::vector<std::size_t> building_order(const std::vector<Equation>& derived,
                                        const std::vector<Draft>& drafts) {
  Uses uses;
  for (const Draft& draft : drafts) {
    uses.push_back(draft.uses);
  }
  std::vector<std::size_t> order = dependency_order(uses);
  if (order.size() < drafts.size()) {
    complain_about_cycle(derived, uses);
  }
  return order;
}

std::vector<Draft> parse_drafts(const std::vector<Equation>& equations, const Names& names,
                                const Numbers& derived) {
  std::vector<Draft> drafts;
  drafts.reserve(equations.size());
  for (const Equation& equation : equations) {
    drafts.push_back(parse_draft(equation, names, derived));
  }
  return drafts;
}

}  // namespace

EquationNodes build_equations(const std::vector<Equation>& derived,
                              const std::vector<Equation>& rates, const Names& names,
                              expr::Graph& graph) {
  Numbers numbers;
  for (std::size_t i = 0; i < derived.size(); ++i) {
    numbers.emplace(derived[i].name.text, i);
  }
  const std::vector<Draft> derived_drafts = parse_drafts(derived, names, numbers);
  const std::vector<Draft> rate_drafts = parse_drafts(rates, names, numbers);

  std::map<std::string, expr::NodeId, std::less<>> known;
  const auto build = [&](const Draft& draft) {
    return substitute(draft.graph, std::span(&draft.root, 1), graph, known).front();
  };
  EquationNodes nodes;
  nodes.derived.resize(derived.size());
  for (const std::size_t i : building_order(derived, derived_drafts)) {
    nodes.derived[i] = build(derived_drafts[i]);
    known.emplace(derived[i].name.text, nodes.derived[i]);
  }
  for (const Draft& draft : rate_drafts) {
    nodes.rates.push_back(build(draft));
  }
  return nodes;
}

double constant_value(const Excerpt& expression, std::string_view owner) {
  expr::Graph graph;
  const auto resolve = [&](std::string_view name) {
    return name == "pi" ? std::nullopt : std::optional(graph.input(name));
  };
  const expr::NodeId root = expr::parse(expression.text, expression.where, graph, resolve, {});
  if (const auto names = inputs_of(graph, std::span(&root, 1)); !names.empty()) {
    complain(expression.where, fmt::format("the value of '{}' is not a number", owner),
             fmt::format("it depends on '{}'", names.front()),
             "A value that follows from others is a derived value.");
  }
  const double value = evaluate(graph, root, {});
  if (!std::isfinite(value)) {
    complain(expression.where, fmt::format("the value of '{}' is not finite", owner));
  }
  return value;
}

}  // namespace heatreel::model
