// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "statement.hpp"

#include <map>
#include <string>
#include <vector>

#include "heatreel/expr/graph.hpp"

namespace heatreel::model {

/// The meaning of the names in a model's equations.
struct Names {
  std::map<std::string, double, std::less<>> constants;
  std::vector<std::string> known;  ///< all names, constants included, in rising order
};

/// A name and its expression.
struct Equation {
  Excerpt name;
  Excerpt expression;
};

/// Parses the derived values' and the rates' expressions into one graph in which only parameters,
/// states and time are inputs. Derived values may use each other in any order.
struct EquationNodes {
  std::vector<expr::NodeId> derived;
  std::vector<expr::NodeId> rates;
};

/// \throws base::ConfigError for expressions that cannot be read and for derived values that depend
///         on themselves
EquationNodes build_equations(const std::vector<Equation>& derived,
                              const std::vector<Equation>& rates, const Names& names,
                              expr::Graph& graph);

/// The value of an expression without names.
/// \param owner whose value it is, for messages
/// \throws base::ConfigError if it depends on a name or is not finite
double constant_value(const Excerpt& expression, std::string_view owner);

}  // namespace heatreel::model
