// SPDX-License-Identifier: GPL-3.0-or-later
#include "model_builder.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include <fmt/format.h>

#include "heatreel/base/text.hpp"
#include "heatreel/expr/parser.hpp"

namespace heatreel::model {

namespace {

constexpr std::size_t longest_name = 100;
constexpr const char* step_example = "Write time t [min] to 100 step 0.1.";

/// The names that files are called by: no path separators, no leading dot or dash.
bool is_model_name(std::string_view name) {
  std::string plain(name);
  std::replace(plain.begin(), plain.end(), '-', '_');
  return name.size() <= longest_name && !name.empty() && name.front() != '-' &&
         base::is_identifier("_" + plain);
}

/// A quoted text, which must be next.
std::string quoted(StatementReader& reader) {
  if (!reader.sees('"')) {
    complain(reader.here(), "a text in quotes is missing", "", "Write it as \"text\".");
  }
  return reader.enclosed('"');
}

void expect_word(StatementReader& reader, std::string_view wanted) {
  if (!reader.accept(wanted)) {
    complain(reader.here(), fmt::format("'{}' is missing", wanted), "", step_example);
  }
}

/// A duration of the time statement.
double positive_number(StatementReader& reader, std::string_view owner) {
  const Excerpt word = reader.word();
  const double value = constant_value(word, owner);
  if (value <= 0) {
    complain(word.where, fmt::format("the value of '{}' is not above zero", owner));
  }
  return value;
}

}  // namespace

void ModelBuilder::read(const Statement& statement) {
  using Read = void (ModelBuilder::*)(StatementReader&);
  static const std::map<std::string, Read, std::less<>> readers = {
      {"model", &ModelBuilder::read_model},         {"title", &ModelBuilder::read_title},
      {"reference", &ModelBuilder::read_reference}, {"time", &ModelBuilder::read_time},
      {"parameter", &ModelBuilder::read_parameter}, {"constant", &ModelBuilder::read_constant},
      {"state", &ModelBuilder::read_state},         {"derived", &ModelBuilder::read_derived},
      {"rate", &ModelBuilder::read_rate},           {"next", &ModelBuilder::read_next}};
  StatementReader reader(statement);
  const Excerpt keyword = reader.word();
  const auto found = readers.find(keyword.text);
  if (found == readers.end()) {
    std::vector<std::string> known;
    known.reserve(readers.size());
    for (const auto& [name, read] : readers) {
      known.push_back(name);
    }
    complain(keyword.where, fmt::format("unknown statement '{}'", keyword.text), "",
             base::suggest_name(keyword.text, known));
  }
  (this->*found->second)(reader);
  reader.finish();
}

void ModelBuilder::only_once(const std::string& what, const expr::SourceLocation& where) {
  const auto [first, fresh] = lines_.emplace(what, where.line);
  if (!fresh) {
    complain(where, fmt::format("a second {}", what),
             fmt::format("the first is in line {}", first->second));
  }
}

void ModelBuilder::declare(const Excerpt& name, const std::string& kind) {
  const std::string text(name.text);
  if (!base::is_identifier(text) || text.size() > longest_name) {
    complain(name.where, fmt::format("'{}' cannot be a name", text),
             fmt::format("names are letters, digits and _, begin with no digit and have at most {} "
                         "characters",
                         longest_name));
  }
  const std::vector<std::string> functions = expr::function_names();
  if (text == "pi" || std::find(functions.begin(), functions.end(), text) != functions.end()) {
    complain(name.where, fmt::format("'{}' cannot be a name", text),
             "it has a meaning in expressions", "Choose another.");
  }
  const auto [first, fresh] = symbols_.emplace(text, Symbol{kind, name.where.line});
  if (!fresh) {
    complain(name.where, fmt::format("the name '{}' is taken", text),
             fmt::format("{} of line {}", first->second.kind, first->second.line),
             "Choose another.");
  }
}

void ModelBuilder::read_model(StatementReader& reader) {
  only_once("model statement", reader.here());
  const Excerpt name = reader.word();
  if (!is_model_name(name.text)) {
    complain(name.where, fmt::format("'{}' cannot be a model's name", name.text),
             fmt::format("it is made of at most {} letters, digits, _ and -, and does not begin "
                         "with -",
                         longest_name));
  }
  model_.name = name.text;
}

void ModelBuilder::read_title(StatementReader& reader) {
  only_once("title statement", reader.here());
  model_.title = quoted(reader);
}

void ModelBuilder::read_reference(StatementReader& reader) {
  only_once("reference statement", reader.here());
  model_.reference = quoted(reader);
}

void ModelBuilder::read_time(StatementReader& reader) {
  only_once("time statement", reader.here());
  const Excerpt name = reader.word();
  declare(name, "time");
  model_.time_name = name.text;
  if (reader.sees('[')) {
    model_.time_unit = reader.enclosed(']');
  }
  expect_word(reader, "to");
  end_place_ = reader.here();
  model_.default_t_end = positive_number(reader, "to");
  step_place_ = reader.here();
  if (reader.at_end()) {
    return;  // maps have no step; check_time() knows whether this is one
  }
  expect_word(reader, "step");
  const expr::SourceLocation where = reader.here();
  model_.default_dt = positive_number(reader, "step");
  if (model_.default_dt > model_.default_t_end) {
    complain(where, "the step is longer than the simulation");
  }
}

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

ModelBuilder::Definition ModelBuilder::read_definition(StatementReader& reader,
                                                       const std::string& kind,
                                                       std::string_view flag) {
  Definition definition;
  definition.equation.name = reader.word();
  declare(definition.equation.name, kind);
  reader.expect('=');
  definition.equation.expression = reader.value(flag);
  bool has_unit = false;
  bool has_description = false;
  for (;;) {
    if (reader.sees('[') && !has_unit) {
      definition.unit = reader.enclosed(']');
      has_unit = true;
    } else if (reader.sees('"') && !has_description) {
      definition.description = reader.enclosed('"');
      has_description = true;
    } else if (!flag.empty() && !definition.nonnegative && reader.accept(flag)) {
      definition.nonnegative = true;
    } else {
      return definition;
    }
  }
}

void ModelBuilder::read_parameter(StatementReader& reader) {
  const Definition definition = read_definition(reader, "parameter");
  const auto& [name, expression] = definition.equation;
  model_.parameters.push_back({std::string(name.text), definition.unit, definition.description,
                               constant_value(expression, name.text)});
}

void ModelBuilder::read_constant(StatementReader& reader) {
  const Definition definition = read_definition(reader, "constant");
  const auto& [name, expression] = definition.equation;
  const double value = constant_value(expression, name.text);
  constants_.emplace(name.text, value);
  model_.constants.push_back(
      {std::string(name.text), definition.unit, definition.description, value});
}

void ModelBuilder::read_state(StatementReader& reader) {
  const Definition definition = read_definition(reader, "state", "nonnegative");
  const auto& [name, expression] = definition.equation;
  const std::string initial_name = std::string(name.text) + "_0";
  declare({initial_name, name.where}, fmt::format("initial value of state '{}'", name.text));
  const double initial = constant_value(expression, name.text);
  if (definition.nonnegative && initial < 0) {
    complain(
        expression.where,
        fmt::format("the initial value of the nonnegative state '{}' is below zero", name.text));
  }
  State state;
  state.name = name.text;
  state.unit = definition.unit;
  state.description = definition.description;
  state.nonnegative = definition.nonnegative;
  state.initial_name = initial_name;
  model_.states.push_back(state);
  initial_values_.push_back(
      {initial_name, definition.unit, fmt::format("initial value of {}", name.text), initial});
}

void ModelBuilder::read_derived(StatementReader& reader) {
  const Definition definition = read_definition(reader, "derived value");
  const auto& [name, expression] = definition.equation;
  derived_.push_back(definition.equation);
  model_.derived.push_back({std::string(name.text), definition.unit, definition.description,
                            single_line(expression.text), 0});
}

void ModelBuilder::read_rate(StatementReader& reader) { read_equation(reader, "rate"); }

void ModelBuilder::read_next(StatementReader& reader) { read_equation(reader, "next"); }

void ModelBuilder::read_equation(StatementReader& reader, const std::string& keyword) {
  Equation equation;
  equation.name = reader.word();
  if (rates_.empty()) {
    model_.discrete = keyword == "next";
    first_line_ = equation.name.where.line;
  } else if (model_.discrete != (keyword == "next")) {
    complain(equation.name.where, "rates and next values do not go together",
             fmt::format("the first {} is in line {}", model_.discrete ? "next value" : "rate",
                         first_line_),
             "A model is made of differential equations or is a map.");
  }
  only_once(equation_of(equation.name.text), equation.name.where);
  reader.expect('=');
  equation.expression = reader.rest();
  rates_.push_back(equation);
}

/// What messages call the equation of a state.
std::string ModelBuilder::equation_of(std::string_view state) const {
  return fmt::format("{} of '{}'", model_.discrete ? "next value" : "rate", state);
}

Names ModelBuilder::names() const {
  Names names{constants_, {}};
  for (const auto& [name, symbol] : symbols_) {
    names.known.push_back(name);
  }
  return names;
}

void ModelBuilder::require_complete(const expr::SourceLocation& end) const {
  for (const Equation& rate : rates_) {
    if (model_.find_state(rate.name.text) == nullptr) {
      complain(rate.name.where, fmt::format("'{}' is not a state", rate.name.text),
               fmt::format("the {} is given here", equation_of(rate.name.text)),
               base::suggest_name(rate.name.text, model_.state_names()));
    }
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
               fmt::format("Write {} {} = ….", model_.discrete ? "next" : "rate", state.name));
    }
  }
}

Model ModelBuilder::finish(const expr::SourceLocation& end) {
  require_complete(end);
  check_time();
  if (model_.discrete) {
    model_.default_dt = 1;
  }
  const EquationNodes nodes = build_equations(derived_, rates_, names(), model_.graph);
  for (std::size_t i = 0; i < derived_.size(); ++i) {
    model_.derived[i].node = nodes.derived[i];
  }
  for (std::size_t i = 0; i < rates_.size(); ++i) {
    const std::string_view name = rates_[i].name.text;
    const auto state = std::find_if(model_.states.begin(), model_.states.end(),
                                    [&](const State& s) { return s.name == name; });
    state->rate = nodes.rates[i];
    state->rate_text = single_line(rates_[i].expression.text);
  }
  model_.parameters.insert(model_.parameters.end(), initial_values_.begin(), initial_values_.end());
  for (State& state : model_.states) {
    state.initial = model_.graph.input(state.initial_name);
  }
  return std::move(model_);
}

}  // namespace heatreel::model
