// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "equations.hpp"
#include "statement.hpp"

#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "heatreel/model/model.hpp"

namespace heatreel::model {

/// An event as a model file has it: its expressions are not parsed yet.
struct EventStatement {
  enum class Form {
    when,  ///< a condition
    at,    ///< a time
    every  ///< a period
  };
  Form form = Form::when;
  Event event;      ///< without nodes and assignments
  Excerpt trigger;  ///< the condition, the time or the period
  std::optional<Excerpt> from;
  std::optional<Excerpt> until;
  std::optional<Excerpt> delay;
  std::optional<Excerpt> priority;
  std::vector<Equation> assignments;  ///< states and their values
};

/// Reads what stands behind the event's name. \throws base::ConfigError
EventStatement read_event(const Excerpt& name, StatementReader& reader);

/// Its expressions, in the order in which build_event() takes their nodes.
std::vector<Excerpt> expressions_of(const EventStatement& statement);

/// The event. Assignment::state is the number of the assignment; the caller replaces it.
/// \param nodes of the expressions and of what follows them; those that are taken are removed
Event build_event(const EventStatement& statement, std::span<const expr::NodeId>& nodes,
                  std::string_view time_name, expr::Graph& graph);

}  // namespace heatreel::model
