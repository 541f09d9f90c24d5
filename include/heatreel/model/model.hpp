// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "heatreel/expr/graph.hpp"

namespace heatreel::model {

/// A named number that a sweep may set or vary. The initial value of state N is the parameter N_0.
struct Parameter {
  std::string name;
  std::string unit;            ///< "" where there is none
  std::string description;     ///< "" where there is none
  double default_value = 0.0;  ///< if there is a formula, its number where nothing is set
  /// What it is unless a sweep sets or varies it: a node of Model::graph, whose inputs are
  /// parameters. None for a plain number.
  std::optional<expr::NodeId> formula = std::nullopt;
  std::string formula_text = {};  ///< as it was written; "" without a formula
};

struct State {
  std::string name;
  std::string unit;
  std::string description;
  bool nonnegative = false;
  /// d(state)/d(time) or, in a map, the state after the next step; a node of Model::graph.
  expr::NodeId rate = 0;
  std::string rate_text;     ///< as it was written
  std::string initial_name;  ///< name of the parameter that holds its initial value
  /// The initial value: the input of that parameter, or what stands for it (see with_formulas()).
  expr::NodeId initial = 0;
};

/// A value that follows from parameters, states and time; kept for display and for metrics.
struct Derived {
  std::string name;
  std::string unit;
  std::string description;
  std::string text;       ///< as it was written
  expr::NodeId node = 0;  ///< a node of Model::graph
};

/// `state` becomes `value`.
struct Assignment {
  std::size_t state = 0;   ///< its index
  expr::NodeId value = 0;  ///< a node of Model::graph
  std::string text;        ///< the value as it was written
};

/// Assignments that are made when a condition becomes true, with the meaning of SBML Level 3
/// Version 2, section 4.11. Nodes are those of Model::graph.
struct Event {
  std::string name;
  expr::NodeId trigger = 0;              ///< true where it is not 0
  std::optional<expr::NodeId> delay;     ///< none: at once
  std::optional<expr::NodeId> priority;  ///< none: after all that have one, in any order
  bool persistent = false;               ///< also carried out if the trigger is false by then
  bool initially_true = true;            ///< what the trigger counts as just before time 0
  bool late = false;                     ///< values are computed when they are assigned
  std::vector<Assignment> assignments;
  std::string text;  ///< as it was written
};

/// A system of ordinary differential equations, or a map, as data. Inputs of `graph` are the names
/// of parameters and states and, where the equations use it, of time.
struct Model {
  std::string name;
  std::string title;
  std::string reference;  ///< where the equations come from
  std::string time_name = "t";
  std::string time_unit;
  double default_t_end = 0.0;  ///< length of a simulation if the sweep gives none
  double default_dt = 0.0;     ///< step of fixed-step integrators by default; 1 in a map
  bool discrete = false;       ///< a map: time counts its iterations

  std::vector<Parameter> parameters;  ///< initial values last, in the states' order
  std::vector<Parameter> constants;   ///< cannot be set; folded into the equations
  std::vector<State> states;
  std::vector<Derived> derived;
  std::vector<Event> events;  ///< in the file's order
  expr::Graph graph;
  std::string text;  ///< the file the model was read from, so that it can travel and be stored

  const Parameter* find_parameter(std::string_view name) const;
  const State* find_state(std::string_view name) const;
  std::vector<std::string> parameter_names() const;
  std::vector<std::string> state_names() const;
};

/// Bytes that a model file may have at most.
inline constexpr std::size_t largest_text = std::size_t{1} << 23U;

/// Reads a model file (docs/models.md describes the format).
/// \param source what to call the text in messages, usually the file's name
/// \throws base::ConfigError with line and column
Model parse_model(std::string_view text, const std::string& source);

/// Names of the models that ship with the program, in alphabetical order.
std::vector<std::string> shipped_model_names();

/// The text of a shipped model, or nothing if there is none of this name.
std::optional<std::string_view> shipped_model_text(std::string_view name);

}  // namespace heatreel::model
