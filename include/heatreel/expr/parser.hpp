// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "heatreel/expr/graph.hpp"
#include "heatreel/expr/source_location.hpp"

namespace heatreel::expr {

/// Turns a name into a node, or says that it is unknown.
using NameResolver = std::function<std::optional<NodeId>(std::string_view name)>;

/// Bytes that the text of an expression may have at most.
inline constexpr std::size_t longest_expression = 100'000;

/// Parses an infix expression into `graph`.
///
/// Grammar, loosest first: `a or b`, `a xor b`; `a and b`; `not a`; `a < b`, `a <= b`, `a > b`,
/// `a >= b`, `a == b`, `a != b` (not chained); `a + b`, `a - b`; `a * b`, `a / b`; `-a`, `+a`;
/// `a ^ b` and `a ** b` (right-associative, binding tighter than unary minus: -x^2 = -(x^2));
/// numbers, names, calls and parentheses. A name between backticks is never a function, a word of
/// the grammar or one of the numbers pi, e, true, false and inf; these five are what `resolve` says
/// if it knows them. What looks like a call of an unknown function, `X(0)`, may be a name too: it
/// is put to `resolve` without white space. docs/models.md lists the functions.
///
/// What is not computed as written: a whole-number power up to 16 becomes multiplications, x^0.5 a
/// square root, log10(x) = log(x)·(1/ln 10), which misses whole powers of ten by a unit in the last
/// place; sinh, cosh, asin, acos, atan2, gamma and factorial stand on other functions.
///
/// \param where the place of the first character; a text may hold line feeds
/// \param known_names what to suggest from when a name is unknown
/// \throws base::ConfigError with source, line and column of what could not be read; nesting deeper
///         than 200 and texts longer than longest_expression are refused.
NodeId parse(std::string_view text, const SourceLocation& where, Graph& graph,
             const NameResolver& resolve, std::span<const std::string> known_names);

/// Names that parse() takes as functions, in alphabetical order.
std::vector<std::string> function_names();

/// Whether a name means something in expressions unless it stands between backticks. `e`,
/// `gamma` and `hill` do not count: models often have parameters of these names.
bool is_reserved(std::string_view name);

/// A name as an expression has to write it: between backticks if it is reserved or no identifier.
std::string written_name(std::string_view name);

}  // namespace heatreel::expr
