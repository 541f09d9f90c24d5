// SPDX-License-Identifier: GPL-3.0-or-later
#include "heatreel/model/formulas.hpp"

#include "formula_values.hpp"

#include <algorithm>
#include <cmath>
#include <set>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "heatreel/base/contract.hpp"
#include "heatreel/expr/parser.hpp"
#include "heatreel/model/quantity.hpp"

namespace heatreel::model {

namespace {

using Numbers = std::map<std::string, double, std::less<>>;
using Nodes = std::map<std::string, expr::NodeId, std::less<>>;

/// What the formulas of a sweep amount to.
struct Resolved {
  Numbers numbers;  ///< of all parameters that do not vary
  Nodes formulas;   ///< of those that do vary and are neither set nor swept
};

Resolved resolve(Model& model, const Numbers& settings, std::span<const std::string> swept) {
  Resolved resolved;
  std::set<std::string, std::less<>> varying(swept.begin(), swept.end());
  for (const std::size_t i : dependency_order(formula_uses(model))) {
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

void remove_formula(Parameter& parameter) {
  parameter.formula.reset();
  parameter.formula_text.clear();
}

Parameter& parameter_called(Model& model, const std::string& name) {
  const auto found =
      std::find_if(model.parameters.begin(), model.parameters.end(),
                   [&](const Parameter& candidate) { return candidate.name == name; });
  HEATREEL_REQUIRE(found != model.parameters.end());
  return *found;
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
      remove_formula(parameter);
    }
    parameters.push_back(std::move(parameter));
  }
  model.parameters = std::move(parameters);
  return model;
}

Model with_other_formulas(Model model, std::span<const Formula> formulas,
                          std::span<const std::string> numbers) {
  for (const std::string& name : numbers) {
    remove_formula(parameter_called(model, name));
  }
  for (const Formula& formula : formulas) {
    const expr::NodeId node = parse_expression(model, formula.text, formula.where, model.graph);
    require_fixed(model, node, formula.parameter, formula.where);
    Parameter& parameter = parameter_called(model, formula.parameter);
    parameter.formula = node;
    parameter.formula_text = formula.text;
  }
  if (const auto cycle = find_formula_cycle(model)) {
    // The file has none, so one of its parameters has been given another formula.
    const auto culprit =
        std::find_if(formulas.begin(), formulas.end(),
                     [&](const Formula& formula) { return cycle->includes(formula.parameter); });
    HEATREEL_REQUIRE(culprit != formulas.end());
    complain(culprit->where, fmt::format("the value of '{}' depends on itself", culprit->parameter),
             cycle->path());
  }
  set_defaults(model);
  for (const Formula& formula : formulas) {
    if (!std::isfinite(parameter_called(model, formula.parameter).default_value)) {
      complain(formula.where, fmt::format("the value of '{}' is not finite", formula.parameter));
    }
  }
  return model;
}

}  // namespace heatreel::model
