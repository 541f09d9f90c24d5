// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string_view>

#include "heatreel/expr/graph.hpp"

namespace heatreel::expr {

/// A function that expressions may call.
struct Function {
  std::string_view name;
  std::size_t least;  ///< number of arguments
  std::size_t most;
  NodeId (*build)(Graph& graph, std::span<const NodeId> arguments);
};

/// nullptr if there is no function of this name.
const Function* find_function(std::string_view name);

/// The number that a name stands for: pi, e, true, false, inf.
std::optional<double> named_number(std::string_view name);

/// Why a model cannot have a function of this name, such as a delay, and what to do; nothing for
/// other names.
struct Refusal {
  const char* problem;
  const char* why;
  const char* suggestion;
};
std::optional<Refusal> why_refused(std::string_view name);

/// base^exponent; multiplications for whole-number exponents up to 16, a root for 0.5.
NodeId build_power(Graph& graph, NodeId base, NodeId exponent);

}  // namespace heatreel::expr
