// SPDX-License-Identifier: GPL-3.0-or-later
// Joins what ModelBuilder has read into a model.
#include "formula_values.hpp"
#include "model_builder.hpp"

#include <cmath>
#include <utility>

#include <fmt/format.h>

#include "heatreel/base/text.hpp"
#include "heatreel/expr/parser.hpp"

namespace heatreel::model {

namespace {

bool is_number(const Equation& equation) {
  return plain_number(equation.expression.text).has_value();
}

}  // namespace

/// The time statement has to suit the equations, which may come after it.
void ModelBuilder::check_time() const {
  const bool has_step = model_.default_dt > 0;
  if (!model_.discrete && !has_step) {
    complain(step_place_, "'step' is missing", "", step_example);
  }
  if (model_.discrete && has_step) {
    complain(step_place_, "a map has no step", "it is iterated, n = 0, 1, 2, …",
             "Leave out 'step' and its value.");
  }
  if (model_.discrete && std::floor(model_.default_t_end) != model_.default_t_end) {
    complain(end_place_, "the number of iterations is not a whole number");
  }
}

/// What messages call the equation of a state.
std::string ModelBuilder::equation_of(std::string_view state) const {
  return fmt::format("{} of '{}'", model_.discrete ? "next value" : "rate", state);
}

std::size_t ModelBuilder::state_called(const Excerpt& name, const std::string& role) const {
  const auto found = states_.find(name.text);
  if (found == states_.end()) {
    complain(name.where, fmt::format("'{}' is not a state", name.text), role,
             base::suggest_name(name.text, model_.state_names()));
  }
  return found->second;
}

/// `N_0`, or `N(0)` where the file uses the name N_0 itself.
void ModelBuilder::name_initial_values() {
  for (std::size_t i = 0; i < model_.states.size(); ++i) {
    State& state = model_.states[i];
    const std::string usual = state.name + "_0";
    state.initial_name = symbols_.contains(usual) ? state.name + "(0)" : usual;
    take_name(state.initial_name, fmt::format("initial value of state '{}'", state.name),
              initial_values_[i].name.where);
    model_.parameters.push_back(
        {state.initial_name, state.unit, fmt::format("initial value of {}", state.name)});
  }
}

Names ModelBuilder::names() const {
  Names names;
  for (const auto& [name, symbol] : symbols_) {
    if (symbol.kind != event_kind) {
      names.known.push_back(name);
    }
  }
  for (const State& state : model_.states) {
    names.aliases.emplace(state.name + "(0)", state.initial_name);
  }
  return names;
}

void ModelBuilder::require_complete(const expr::SourceLocation& end) const {
  for (const Equation& rate : rates_) {
    state_called(rate.name, fmt::format("the {} is given here", equation_of(rate.name.text)));
  }
  for (const std::string what : {"model", "time"}) {
    if (lines_.find(what + " statement") == lines_.end()) {
      complain(end, fmt::format("the {} statement is missing", what), "",
               what == "model" ? "Write model my-model." : step_example);
    }
  }
  if (model_.states.empty()) {
    complain(end, "the model has no state", "", "Write state x = 1, and its rate.");
  }
  for (const State& state : model_.states) {
    if (lines_.find(equation_of(state.name)) == lines_.end()) {
      complain(end, fmt::format("the {} is missing", equation_of(state.name)), "",
               fmt::format("Write {} {} = ….", model_.discrete ? "next" : "rate",
                           expr::written_name(state.name)));
    }
  }
}

void ModelBuilder::set_constants(Names& names) {
  names.constants = constant_values(constants_, names);
  for (Parameter& constant : model_.constants) {
    constant.default_value = names.constants.at(constant.name);
  }
}

/// VALUEs of parameters, then of states, in the order of Model::parameters.
std::vector<Equation> ModelBuilder::values() const {
  std::vector<Equation> all = values_;
  all.insert(all.end(), initial_values_.begin(), initial_values_.end());
  return all;
}

/// All but numbers and those of derived values, in the order in which their nodes are used.
std::vector<Excerpt> ModelBuilder::expressions() const {
  std::vector<Excerpt> all;
  for (const Equation& rate : rates_) {
    all.push_back(rate.expression);
  }
  for (const Equation& value : values()) {
    if (!is_number(value)) {
      all.push_back(value.expression);
    }
  }
  for (const EventStatement& event : events_) {
    const std::vector<Excerpt> parts = expressions_of(event);
    all.insert(all.end(), parts.begin(), parts.end());
  }
  return all;
}

void ModelBuilder::set_rates(std::span<const expr::NodeId>& nodes) {
  for (std::size_t i = 0; i < rates_.size(); ++i) {
    State& state = model_.states[states_.find(rates_[i].name.text)->second];
    state.rate = nodes[i];
    state.rate_text = single_line(rates_[i].expression.text);
  }
  nodes = nodes.subspan(rates_.size());
}

/// Numbers and formulas of parameters.
void ModelBuilder::set_values(std::span<const expr::NodeId>& nodes) {
  const std::vector<Equation> all = values();
  for (std::size_t i = 0; i < all.size(); ++i) {
    const auto& [name, expression] = all[i];
    Parameter& parameter = model_.parameters[i];
    if (is_number(all[i])) {
      parameter.default_value = *plain_number(expression.text);
      continue;
    }
    const expr::NodeId node = nodes.front();
    nodes = nodes.subspan(1);
    if (model_.graph.node(node).op == expr::Op::constant) {
      parameter.default_value = model_.graph.node(node).value;
      continue;
    }
    require_fixed(model_, node, name.text, expression.where);
    parameter.formula = node;
    parameter.formula_text = single_line(expression.text);
  }
  if (const auto cycle = find_formula_cycle(model_)) {
    const std::string& first = cycle->parameters.front();
    const auto culprit = model_.find_parameter(first) - model_.parameters.data();
    const auto& [name, expression] = all[static_cast<std::size_t>(culprit)];
    complain(expression.where, fmt::format("the value of '{}' depends on itself", name.text),
             cycle->path());
  }
  set_defaults(model_);
}

void ModelBuilder::check_values() const {
  const std::vector<Equation> all = values();
  for (std::size_t i = 0; i < all.size(); ++i) {
    const auto& [name, expression] = all[i];
    const double value = model_.parameters[i].default_value;
    if (!std::isfinite(value)) {
      complain(expression.where, fmt::format("the value of '{}' is not finite", name.text));
    }
    if (i >= values_.size() && value < 0 && model_.states[i - values_.size()].nonnegative) {
      complain(
          expression.where,
          fmt::format("the initial value of the nonnegative state '{}' is below zero", name.text));
    }
  }
}

void ModelBuilder::set_events(std::span<const expr::NodeId>& nodes) {
  for (const EventStatement& statement : events_) {
    Event event = build_event(statement, nodes, model_.time_name, model_.graph);
    for (Assignment& assignment : event.assignments) {
      assignment.state = state_called(
          statement.assignments[assignment.state].name,
          "an event sets states; a quantity that events alone change is a state with rate 0");
    }
    model_.events.push_back(std::move(event));
  }
}

Model ModelBuilder::finish(const expr::SourceLocation& end) {
  require_complete(end);
  check_time();
  if (model_.discrete) {
    model_.default_dt = 1;
  }
  name_initial_values();
  Names meaning = names();
  set_constants(meaning);
  const EquationNodes nodes = build_equations(derived_, expressions(), meaning, model_.graph);
  for (std::size_t i = 0; i < derived_.size(); ++i) {
    model_.derived[i].node = nodes.derived[i];
  }
  std::span<const expr::NodeId> others = nodes.others;
  set_rates(others);
  set_values(others);
  check_values();
  set_events(others);
  for (State& state : model_.states) {
    state.initial = model_.graph.input(state.initial_name);
  }
  return std::move(model_);
}

}  // namespace heatreel::model
