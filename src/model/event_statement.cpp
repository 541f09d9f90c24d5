// SPDX-License-Identifier: GPL-3.0-or-later
#include "event_statement.hpp"

#include <algorithm>
#include <array>
#include <limits>

#include <fmt/format.h>

#include "heatreel/expr/value.hpp"

namespace heatreel::model {

namespace {

using expr::Value;

constexpr const char* example = "Write event dose when t >= 24 set A = A + 1.";

/// Of a period: how far beyond `until` an event still comes, since times are rounded.
constexpr double rounding = 1e-6;

/// Words at which an expression of an event ends.
constexpr std::array<std::string_view, 8> clauses = {
    "delay", "priority", "persistent", "late", "initially", "set", "from", "until"};

/// A part that may be given once.
void read_once(StatementReader& reader, std::string_view word, std::optional<Excerpt>& part) {
  if (part) {
    complain(reader.here(), fmt::format("'{}' is given twice", word));
  }
  part = reader.expression(clauses);
}

void read_form(StatementReader& reader, EventStatement& statement) {
  using Form = EventStatement::Form;
  if (reader.accept("when")) {
    statement.form = Form::when;
  } else if (reader.accept("at")) {
    statement.form = Form::at;
  } else if (reader.accept("every")) {
    statement.form = Form::every;
  } else {
    complain(reader.here(), "'when', 'at' or 'every' is missing", "", example);
  }
  statement.event.initially_true = statement.form == Form::when;
  statement.trigger = reader.expression(clauses);
}

void read_initially(StatementReader& reader, EventStatement& statement) {
  const expr::SourceLocation where = reader.here();
  if (statement.form != EventStatement::Form::when) {
    complain(where, "'initially' goes with 'when' only",
             "'at' and 'every' count as false before their time", "Leave it out.");
  }
  statement.event.initially_true = reader.accept("true");
  if (!statement.event.initially_true && !reader.accept("false")) {
    complain(where, "'true' or 'false' is missing", "", "Write initially false.");
  }
}

/// What stands between the trigger and the word `set`.
void read_clauses(StatementReader& reader, EventStatement& statement) {
  const bool periodic = statement.form == EventStatement::Form::every;
  for (;;) {
    if (reader.accept("delay")) {
      read_once(reader, "delay", statement.delay);
    } else if (reader.accept("priority")) {
      read_once(reader, "priority", statement.priority);
    } else if (reader.accept("persistent")) {
      statement.event.persistent = true;
    } else if (reader.accept("late")) {
      statement.event.late = true;
    } else if (reader.accept("initially")) {
      read_initially(reader, statement);
    } else if (periodic && reader.accept("from")) {
      read_once(reader, "from", statement.from);
    } else if (periodic && reader.accept("until")) {
      read_once(reader, "until", statement.until);
    } else {
      return;
    }
  }
}

/// `set X = …, Y = …`
void read_assignments(StatementReader& reader, EventStatement& statement) {
  if (!reader.accept("set")) {
    complain(reader.here(), "'set' is missing", "an event gives states new values", example);
  }
  do {
    Equation equation;
    equation.name = reader.name();
    const auto twin =
        std::find_if(statement.assignments.begin(), statement.assignments.end(),
                     [&](const Equation& other) { return other.name.text == equation.name.text; });
    if (twin != statement.assignments.end()) {
      complain(equation.name.where, fmt::format("the event sets '{}' twice", equation.name.text));
    }
    reader.expect('=');
    equation.expression = reader.expression({});
    statement.assignments.push_back(equation);
  } while (reader.accept(','));
}

/// True for the first half of each period, from the first time on.
Value in_first_half(Value time, Value period, Value first, const std::optional<Value>& last) {
  const Value since = time - first;
  const Value phase = since - period * (since / period).apply(expr::Op::floor);
  const Value begun = (first <= time) * (phase < 0.5 * period);
  return last ? begun * (time <= *last + rounding * period) : begun;
}

/// Where a number is given, it has to be one that makes sense.
void check_numbers(const EventStatement& statement, const Event& event, const expr::Graph& graph) {
  const auto below = [&](expr::NodeId id, double least) {
    return graph.node(id).op == expr::Op::constant && !(graph.node(id).value >= least);
  };
  if (event.delay && below(*event.delay, 0.0)) {
    complain(statement.delay->where, "the delay is below zero");
  }
  if (statement.form == EventStatement::Form::every &&
      below(event.trigger, std::numeric_limits<double>::min())) {
    complain(statement.trigger.where, "the period is not above zero");
  }
}

}  // namespace

EventStatement read_event(const Excerpt& name, StatementReader& reader) {
  EventStatement statement;
  statement.event.name = name.text;
  statement.event.text = single_line(reader.left());
  read_form(reader, statement);
  read_clauses(reader, statement);
  read_assignments(reader, statement);
  return statement;
}

std::vector<Excerpt> expressions_of(const EventStatement& statement) {
  std::vector<Excerpt> expressions{statement.trigger};
  for (const auto* part :
       {&statement.from, &statement.until, &statement.delay, &statement.priority}) {
    if (*part) {
      expressions.push_back(**part);
    }
  }
  for (const Equation& assignment : statement.assignments) {
    expressions.push_back(assignment.expression);
  }
  return expressions;
}

Event build_event(const EventStatement& statement, std::span<const expr::NodeId>& nodes,
                  std::string_view time_name, expr::Graph& graph) {
  const auto take = [&] {
    const expr::NodeId node = nodes.front();
    nodes = nodes.subspan(1);
    return node;
  };
  const auto take_if = [&](const std::optional<Excerpt>& part) {
    return part ? std::optional(take()) : std::nullopt;
  };
  const auto value = [&](expr::NodeId node) { return Value(graph, node); };
  Event event = statement.event;
  event.trigger = take();
  const std::optional<expr::NodeId> from = take_if(statement.from);
  const std::optional<expr::NodeId> until = take_if(statement.until);
  event.delay = take_if(statement.delay);
  event.priority = take_if(statement.priority);
  check_numbers(statement, event, graph);
  const Value time(graph, time_name);
  if (statement.form == EventStatement::Form::at) {
    event.trigger = (value(event.trigger) <= time).id();
  } else if (statement.form == EventStatement::Form::every) {
    const Value period = value(event.trigger);
    event.trigger = in_first_half(time, period, from ? value(*from) : period,
                                  until ? std::optional(value(*until)) : std::nullopt)
                        .id();
  }
  for (std::size_t i = 0; i < statement.assignments.size(); ++i) {
    event.assignments.push_back({i, take(), single_line(statement.assignments[i].expression.text)});
  }
  return event;
}

}  // namespace heatreel::model
