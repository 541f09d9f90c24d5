// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "heatreel/expr/source_location.hpp"
#include "heatreel/model/model.hpp"

namespace heatreel::model {

/// What can be observed of a simulation: an expression over a model's states, derived values,
/// parameters and time.
struct Quantity {
  expr::NodeId node = 0;             ///< of the graph it was parsed into; inputs as in Model::graph
  std::optional<std::size_t> state;  ///< its index, if the quantity is a state
};

/// All names that a quantity may contain, in alphabetical order.
std::vector<std::string> quantity_names(const Model& model);

/// The node of an expression that may contain all that a model names.
/// \param graph Model::graph, or a copy that has grown
/// \throws base::ConfigError with the place of what could not be read
expr::NodeId parse_expression(const Model& model, std::string_view text,
                              const expr::SourceLocation& where, expr::Graph& graph);

/// \param graph Model::graph, or a copy that has grown
/// \throws base::ConfigError with the column of what could not be read
Quantity parse_quantity(const Model& model, std::string_view text, expr::Graph& graph);

/// Description of a quantity that the model gives a name; "" for other expressions.
std::string describe_quantity(const Model& model, std::string_view text);

/// Unit of a quantity: the common unit of all names in a sum or difference; "" for any other
/// expression. \pre parse_quantity() takes the text
std::string unit_of_quantity(const Model& model, std::string_view text);

}  // namespace heatreel::model
