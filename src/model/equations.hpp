// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "statement.hpp"

#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "heatreel/expr/graph.hpp"

namespace heatreel::model {

/// The meaning of the names in a model's expressions.
struct Names {
  std::map<std::string, double, std::less<>> constants;
  /// Other words for inputs: `N(0)` for the parameter that holds the initial value of N.
  std::map<std::string, std::string, std::less<>> aliases;
  std::vector<std::string> known;  ///< all names, constants included, in rising order
};

/// A name and its expression.
struct Equation {
  Excerpt name;
  Excerpt expression;
};

/// Nodes of expressions, in a graph in which only parameters, states and time are inputs.
struct EquationNodes {
  std::vector<expr::NodeId> derived;
  std::vector<expr::NodeId> others;
};

/// Parses derived values, which may use each other in any order, and other expressions.
/// \throws base::ConfigError for expressions that cannot be read and for derived values that depend
///         on themselves
EquationNodes build_equations(const std::vector<Equation>& derived,
                              const std::vector<Excerpt>& others, const Names& names,
                              expr::Graph& graph);

/// The numbers of constants, which may use each other in any order.
/// \param names their `constants` do not count
/// \throws base::ConfigError for one that depends on itself or on something else, or is not finite
std::map<std::string, double, std::less<>> constant_values(const std::vector<Equation>& constants,
                                                           const Names& names);

/// The value of an expression without names.
/// \param owner whose value it is, for messages
/// \throws base::ConfigError if it depends on a name or is not finite
double constant_value(const Excerpt& expression, std::string_view owner);

/// A plain number; nothing for any other expression.
std::optional<double> plain_number(std::string_view text);

}  // namespace heatreel::model
