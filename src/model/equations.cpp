// SPDX-License-Identifier: GPL-3.0-or-later
#include "equations.hpp"

#include "dependency_order.hpp"

#include <algorithm>
#include <cmath>
#include <optional>

#include <fmt/format.h>

#include "heatreel/base/text.hpp"
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

Draft parse_draft(const Excerpt& expression, const Names& names, const Numbers& numbers) {
  Draft draft;
  const auto resolve = [&](std::string_view name) -> std::optional<expr::NodeId> {
    if (const auto known = names.constants.find(name); known != names.constants.end()) {
      return draft.graph.constant(known->second);
    }
    if (const auto alias = names.aliases.find(name); alias != names.aliases.end()) {
      return draft.graph.input(alias->second);
    }
    if (!std::binary_search(names.known.begin(), names.known.end(), name)) {
      return std::nullopt;
    }
    return draft.graph.input(name);
  };
  draft.root = expr::parse(expression.text, expression.where, draft.graph, resolve, names.known);
  for (const std::string& name : inputs_of(draft.graph, std::span(&draft.root, 1))) {
    if (const auto number = numbers.find(name); number != numbers.end()) {
      draft.uses.push_back(number->second);
    }
  }
  return draft;
}

/// \param kind what messages call them
[[noreturn]] void complain_about_cycle(const std::vector<Equation>& equations,
                                       const std::string& kind, const Uses& uses) {
  const std::vector<std::size_t> cycle = find_cycle(uses);
  const Excerpt& first = equations[cycle.front()].name;
  std::string path;
  for (const std::size_t i : cycle) {
    path += fmt::format("{} needs ", equations[i].name.text);
  }
  complain(first.where, fmt::format("the {} '{}' depends on itself", kind, first.text),
           path + std::string(first.text));
}

/// An order in which each comes after those that it uses.
std::vector<std::size_t> building_order(const std::vector<Equation>& equations,
                                        const std::string& kind, const std::vector<Draft>& drafts) {
  Uses uses;
  uses.reserve(drafts.size());
  for (const Draft& draft : drafts) {
    uses.push_back(draft.uses);
  }
  std::vector<std::size_t> order = dependency_order(uses);
  if (order.size() < drafts.size()) {
    complain_about_cycle(equations, kind, uses);
  }
  return order;
}

/// By their names.
Numbers numbers_of(const std::vector<Equation>& equations) {
  Numbers numbers;
  for (std::size_t i = 0; i < equations.size(); ++i) {
    numbers.emplace(equations[i].name.text, i);
  }
  return numbers;
}

std::vector<Draft> parse_drafts(const std::vector<Equation>& equations, const Names& names,
                                const Numbers& numbers) {
  std::vector<Draft> drafts;
  drafts.reserve(equations.size());
  for (const Equation& equation : equations) {
    drafts.push_back(parse_draft(equation.expression, names, numbers));
  }
  return drafts;
}

double finite(double value, const Excerpt& expression, std::string_view owner) {
  if (!std::isfinite(value)) {
    complain(expression.where, fmt::format("the value of '{}' is not finite", owner));
  }
  return value;
}

/// Complains if a constant reads something else than constants.
void require_constant(const Draft& draft, const Equation& constant, const Numbers& constants) {
  for (const std::string& name : inputs_of(draft.graph, std::span(&draft.root, 1))) {
    if (!constants.contains(name)) {
      complain(constant.expression.where,
               fmt::format("the constant '{}' depends on '{}'", constant.name.text, name),
               "which is no constant", "Make it a parameter or a derived value.");
    }
  }
}

}  // namespace

EquationNodes build_equations(const std::vector<Equation>& derived,
                              const std::vector<Excerpt>& others, const Names& names,
                              expr::Graph& graph) {
  const Numbers numbers = numbers_of(derived);
  const std::vector<Draft> derived_drafts = parse_drafts(derived, names, numbers);
  std::vector<Draft> other_drafts;
  other_drafts.reserve(others.size());
  for (const Excerpt& expression : others) {
    other_drafts.push_back(parse_draft(expression, names, numbers));
  }
  std::map<std::string, expr::NodeId, std::less<>> known;
  const auto build = [&](const Draft& draft) {
    return substitute(draft.graph, std::span(&draft.root, 1), graph, known).front();
  };
  EquationNodes nodes;
  nodes.derived.resize(derived.size());
  for (const std::size_t i : building_order(derived, "derived value", derived_drafts)) {
    nodes.derived[i] = build(derived_drafts[i]);
    known.emplace(derived[i].name.text, nodes.derived[i]);
  }
  for (const Draft& draft : other_drafts) {
    nodes.others.push_back(build(draft));
  }
  return nodes;
}

std::map<std::string, double, std::less<>> constant_values(const std::vector<Equation>& constants,
                                                           const Names& names) {
  const Numbers numbers = numbers_of(constants);
  const std::vector<Draft> drafts = parse_drafts(constants, names, numbers);
  std::map<std::string, double, std::less<>> values;
  for (const std::size_t i : building_order(constants, "constant", drafts)) {
    const auto& [name, expression] = constants[i];
    require_constant(drafts[i], constants[i], numbers);
    values.emplace(name.text, finite(evaluate(drafts[i].graph, drafts[i].root, values), expression,
                                     name.text));
  }
  return values;
}

double constant_value(const Excerpt& expression, std::string_view owner) {
  expr::Graph graph;
  const auto resolve = [&](std::string_view name) -> std::optional<expr::NodeId> {
    const bool number = name == "e" || expr::is_reserved(name);
    return number ? std::nullopt : std::optional(graph.input(name));
  };
  const expr::NodeId root = expr::parse(expression.text, expression.where, graph, resolve, {});
  if (const auto names = inputs_of(graph, std::span(&root, 1)); !names.empty()) {
    complain(expression.where, fmt::format("the value of '{}' is not a number", owner),
             fmt::format("it depends on '{}'", names.front()),
             "A value that follows from others is a derived value.");
  }
  return finite(evaluate(graph, root, {}), expression, owner);
}

std::optional<double> plain_number(std::string_view text) {
  const auto number = base::parse_double(text);
  return number && std::isfinite(*number) ? number : std::nullopt;
}

}  // namespace heatreel::model
