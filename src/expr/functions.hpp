// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <span>
#include <string_view>

#include "heatreel/expr/graph.hpp"

namespace heatreel::expr {

/// A function that expressions may call.
struct Function {
  std::string_view name;
  std::size_t arguments;
  NodeId (*build)(Graph& graph, std::span<const NodeId> arguments);
};

/// nullptr if there is no function of this name.
const Function* find_function(std::string_view name);

/// base^exponent; multiplications for whole-number exponents up to 16, a root for 0.5.
NodeId build_power(Graph& graph, NodeId base, NodeId exponent);

}  // namespace heatreel::expr
