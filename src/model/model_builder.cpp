// SPDX-License-Identifier: GPL-3.0-or-later
#include "model_builder.hpp"

#include "formula_values.hpp"

#include <algorithm>
#include <cmath>
#include <span>
#include <utility>

#include <fmt/format.h>

#include "heatreel/base/text.hpp"
#include "heatreel/expr/parser.hpp"

namespace heatreel::model {

namespace {

constexpr std::size_t longest_name = 100;

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

/// Says it where a statement asks for what no model can have.
void refuse_equations(const Excerpt& keyword) {
  for (const std::string_view word : {"algebraic", "constraint", "equation"}) {
    if (keyword.text == word) {
      complain(keyword.where,
               fmt::format("a model cannot have algebraic equations: '{}'", keyword.text),
               "each state has a rate or a next value",
               "Solve the equation for a name and write derived NAME = ….");
    }
  }
}

/// Why a text between backticks is no name; "" if it is one.
std::string fault_of_quoted(std::string_view text) {
  if (text.empty() || base::trim(text) != text) {
    return "white space cannot begin or end a name";
  }
  if (text.find_first_of("#\t") != std::string_view::npos) {
    return "a name holds neither # nor a tab";
  }
  return text.size() > longest_name ? fmt::format("names have at most {} characters", longest_name)
                                    : "";
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
      {"rate", &ModelBuilder::read_rate},           {"next", &ModelBuilder::read_next},
      {"event", &ModelBuilder::read_event}};
  StatementReader reader(statement);
  const Excerpt keyword = reader.word();
  const auto found = readers.find(keyword.text);
  if (found == readers.end()) {
    refuse_equations(keyword);
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
  const auto refuse = [&](const std::string& why, const std::string& suggestion) {
    complain(name.where, fmt::format("'{}' cannot be a name", text), why, suggestion);
  };
  if (name.quoted) {
    if (const std::string fault = fault_of_quoted(text); !fault.empty()) {
      refuse(fault, "");
    }
  } else if (!base::is_identifier(text) || text.size() > longest_name) {
    refuse(fmt::format("names are letters, digits and _, begin with no digit and have at most {} "
                       "characters",
                       longest_name),
           text.empty() ? "" : "Other names stand between backticks.");
  } else if (expr::is_reserved(text)) {
    refuse("it has a meaning in expressions", fmt::format("Write `{}`, or choose another.", text));
  }
  take_name(text, kind, name.where);
}

void ModelBuilder::take_name(const std::string& name, const std::string& kind,
                             const expr::SourceLocation& where) {
  const auto [first, fresh] = symbols_.emplace(name, Symbol{kind, where.line});
  if (!fresh) {
    complain(where, fmt::format("the name '{}' is taken", name),
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
  const Excerpt name = reader.name();
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

ModelBuilder::Definition ModelBuilder::read_definition(StatementReader& reader,
                                                       const std::string& kind,
                                                       std::string_view flag) {
  Definition definition;
  definition.equation.name = reader.name();
  declare(definition.equation.name, kind);
  reader.expect('=');
  definition.equation.expression = reader.expression(std::span(&flag, 1));
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
  values_.push_back(definition.equation);
  model_.parameters.push_back(
      {std::string(definition.equation.name.text), definition.unit, definition.description});
}

void ModelBuilder::read_constant(StatementReader& reader) {
  const Definition definition = read_definition(reader, "constant");
  constants_.push_back(definition.equation);
  model_.constants.push_back(
      {std::string(definition.equation.name.text), definition.unit, definition.description});
}

void ModelBuilder::read_state(StatementReader& reader) {
  const Definition definition = read_definition(reader, "state", "nonnegative");
  State state;
  state.name = definition.equation.name.text;
  state.unit = definition.unit;
  state.description = definition.description;
  state.nonnegative = definition.nonnegative;
  states_.emplace(state.name, model_.states.size());
  initial_values_.push_back(definition.equation);
  model_.states.push_back(state);
}

void ModelBuilder::read_derived(StatementReader& reader) {
  const Definition definition = read_definition(reader, "derived value");
  const auto& [name, expression] = definition.equation;
  derived_.push_back(definition.equation);
  model_.derived.push_back({std::string(name.text), definition.unit, definition.description,
                            single_line(expression.text), 0});
}

void ModelBuilder::read_event(StatementReader& reader) {
  const Excerpt name = reader.name();
  declare(name, event_kind);
  events_.push_back(model::read_event(name, reader));
}

void ModelBuilder::read_rate(StatementReader& reader) { read_equation(reader, "rate"); }

void ModelBuilder::read_next(StatementReader& reader) { read_equation(reader, "next"); }

void ModelBuilder::read_equation(StatementReader& reader, const std::string& keyword) {
  Equation equation;
  equation.name = reader.name();
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

}  // namespace heatreel::model
