// SPDX-License-Identifier: GPL-3.0-or-later
#include "heatreel/model/formulas.hpp"

#include "dependency_order.hpp"

#include <algorithm>
#include <set>
#include <utility>
#include <vector>

#include "heatreel/base/contract.hpp"

namespace heatreel::model {

namespace {

using Numbers = std::map<std::string, double, std::less<>>;
using Nodes = std::map<std::string, expr::NodeId, std::less<>>;

/// What the formulas of a sweep amount to.
struct Resolved {
  Numbers numbers;  ///< of all parameters that do not vary
  Nodes formulas;   ///< of those that do vary and are neither set nor swept
};

/// The numbers of the parameters, each after those that its formula reads.
std::vector<std::size_t> formula_order(const Model& model) {
  std::map<std::string_view, std::size_t> numbers;
  for (std::size_t i = 0; i < model.parameters.size(); ++i) {
    numbers.emplace(model.parameters[i].name, i);
  }
  Uses uses(model.parameters.size());
  for (std::size_t i = 0; i < uses.size(); ++i) {
    if (const auto& formula = model.parameters[i].formula) {
      for (const std::string& name : inputs_of(model.graph, std::span(&*formula, 1))) {
        uses[i].push_back(numbers.at(name));
      }
    }
  }
  std::vector<std::size_t> order = dependency_order(uses);
  HEATREEL_REQUIRE(order.size() == uses.size());
  return order;
}

Resolved resolve(Model& model, const Numbers& settings, std::span<const std::string> swept) {
  Resolved resolved;
  std::set<std::string, std::less<>> varying(swept.begin(), swept.end());
  for (const std::size_t i : formula_order(model)) {
    const Parameter& parameter = model.parameters[i];
    const auto set = settings.find(parameter.name);
    if (varying.contains(parameter.name)) {
      continue;
    }
    if (set != settings.end() || !parameter.formula) {
      resolved.numbers[parameter.name] =
          set == settings.end() ? parameter.default_value : set->second;
      continue;
    }
    const std::vector<std::string> inputs =
        inputs_of(model.graph, std::span(&*parameter.formula, 1));
    if (std::any_of(inputs.begin(), inputs.end(),
                    [&](const std::string& name) { return varying.contains(name); })) {
      varying.insert(parameter.name);
      resolved.formulas[parameter.name] = substitute(model.graph, std::span(&*parameter.formula, 1),
                                                     model.graph, resolved.formulas)[0];
    } else {
      resolved.numbers[parameter.name] =
          evaluate(model.graph, *parameter.formula, resolved.numbers);
    }
  }
  return resolved;
}

/// Calls `visit` for every node that the model holds, so that it may be replaced.
template <class Visit>
void for_nodes(Model& model, const Visit& visit) {
  for (State& state : model.states) {
    visit(state.rate);
    visit(state.initial);
  }
  for (Derived& derived : model.derived) {
    visit(derived.node);
  }
  for (Event& event : model.events) {
    visit(event.trigger);
    for (std::optional<expr::NodeId>* part : {&event.delay, &event.priority}) {
      if (*part) {
        visit(**part);
      }
    }
    for (Assignment& assignment : event.assignments) {
      visit(assignment.value);
    }
  }
}

void substitute_everywhere(Model& model, const Nodes& formulas) {
  std::vector<expr::NodeId> nodes;
  for_nodes(model, [&](expr::NodeId& node) { nodes.push_back(node); });
  nodes = substitute(model.graph, nodes, model.graph, formulas);
  auto next = nodes.begin();
  for_nodes(model, [&](expr::NodeId& node) { node = *next++; });
}

}  // namespace

Model with_formulas(Model model, const Numbers& settings, std::span<const std::string> swept) {
  const Resolved resolved = resolve(model, settings, swept);
  if (!resolved.formulas.empty()) {
    substitute_everywhere(model, resolved.formulas);
  }
  std::vector<Parameter> parameters;
  for (Parameter& parameter : model.parameters) {
    if (const auto formula = resolved.formulas.find(parameter.name);
        formula != resolved.formulas.end()) {
      model.derived.push_back({parameter.name, parameter.unit, parameter.description,
                               parameter.formula_text, formula->second});
      continue;
    }
    if (parameter.formula) {
      const auto number = resolved.numbers.find(parameter.name);
      parameter.default_value =
          number == resolved.numbers.end() ? parameter.default_value : number->second;
      parameter.formula.reset();
      parameter.formula_text.clear();
    }
    parameters.push_back(std::move(parameter));
  }
  model.parameters = std::move(parameters);
  return model;
}

}  // namespace heatreel::model
