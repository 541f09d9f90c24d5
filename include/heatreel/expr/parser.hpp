// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "heatreel/expr/graph.hpp"

namespace heatreel::expr {

/// Where a text comes from, for error messages.
struct SourceLocation {
  std::string source;  ///< a file's name, or an option such as `--metric`
  int line = 0;        ///< 1-based; 0 where a text has no lines (an option)
  int column = 1;      ///< 1-based column of the text's first character
};

/// Turns a name into a node, or says that it is unknown.
using NameResolver = std::function<std::optional<NodeId>(std::string_view name)>;

/// Parses an infix expression into `graph`.
///
/// Grammar, loosest first: `a < b`, `a <= b`, `a > b`, `a >= b`, `a == b`, `a != b` (not chained);
/// `a + b`, `a - b`; `a * b`, `a / b`; `-a`, `+a`; `a ^ b` and `a ** b` (right-associative, binding
/// tighter than unary minus: -x^2 = -(x^2)); numbers, names, calls and parentheses.
/// Functions: abs sqrt floor exp log (natural) log10 sin cos tan tanh sinh cosh pow min max, and
/// if(condition, yes, no). A small whole-number power becomes multiplications, x^0.5 a square root.
/// The name `pi` is the number unless `resolve` knows it.
///
/// \param known_names what to suggest from when a name is unknown
/// \throws base::ConfigError with source, line and column of what could not be read; nesting deeper
///         than 200 and texts longer than 100,000 characters are refused.
NodeId parse(std::string_view text, const SourceLocation& where, Graph& graph,
             const NameResolver& resolve, std::span<const std::string> known_names);

}  // namespace heatreel::expr
