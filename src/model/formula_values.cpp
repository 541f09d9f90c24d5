// SPDX-License-Identifier: GPL-3.0-or-later
#include "formula_values.hpp"

#include <algorithm>
#include <map>
#include <span>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace heatreel::model {

Uses formula_uses(const Model& model) {
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
  return uses;
}

void require_fixed(const Model& model, expr::NodeId formula, std::string_view owner,
                   const expr::SourceLocation& where) {
  for (const std::string& name : inputs_of(model.graph, std::span(&formula, 1))) {
    const State* state = model.find_state(name);
    if (state == nullptr && name != model.time_name) {
      continue;
    }
    complain(where, fmt::format("the value of '{}' depends on '{}'", owner, name),
             "which changes in time",
             state == nullptr ? "A value that changes in time is a derived value."
                              : fmt::format("Write {} for the initial value of '{}'.",
                                            state->initial_name, name));
  }
}

bool FormulaCycle::includes(std::string_view parameter) const {
  return std::find(parameters.begin(), parameters.end(), parameter) != parameters.end();
}

std::string FormulaCycle::path() const {
  return fmt::format("{} needs {}", fmt::join(parameters, " needs "), parameters.front());
}

std::optional<FormulaCycle> find_formula_cycle(const Model& model) {
  const Uses uses = formula_uses(model);
  if (dependency_order(uses).size() == uses.size()) {
    return std::nullopt;
  }
  FormulaCycle cycle;
  for (const std::size_t i : find_cycle(uses)) {
    cycle.parameters.push_back(model.parameters[i].name);
  }
  return cycle;
}

void set_defaults(Model& model) {
  std::map<std::string, double, std::less<>> numbers;
  for (const std::size_t i : dependency_order(formula_uses(model))) {
    Parameter& parameter = model.parameters[i];
    if (parameter.formula) {
      parameter.default_value = evaluate(model.graph, *parameter.formula, numbers);
    }
    numbers.emplace(parameter.name, parameter.default_value);
  }
}

}  // namespace heatreel::model
