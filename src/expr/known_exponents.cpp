// SPDX-License-Identifier: GPL-3.0-or-later
#include "functions.hpp"

#include <array>
#include <optional>

#include "heatreel/expr/calculus.hpp"

namespace heatreel::expr {

namespace {

using Numbers = std::map<std::string, double, std::less<>>;

/// The number that an exponent is known to be.
std::optional<double> known_exponent(const Graph& graph, NodeId base, NodeId exponent,
                                     const Numbers& inputs) {
  const Node& node = graph.node(exponent);
  if (node.op != Op::input || graph.node(base).op == Op::constant) {
    return std::nullopt;
  }
  const auto known = inputs.find(graph.input_name(node.input));
  return known == inputs.end() ? std::nullopt : std::optional(known->second);
}

}  // namespace

std::vector<NodeId> with_known_exponents(Graph& graph, std::span<const NodeId> roots,
                                         const Numbers& inputs) {
  return rewritten(
      graph, roots, [&](Op op, const std::array<NodeId, 3>& arguments) -> std::optional<NodeId> {
        const auto [base, exponent, unused] = arguments;
        const auto known =
            op == Op::power ? known_exponent(graph, base, exponent, inputs) : std::nullopt;
        return known ? std::optional(build_power(graph, base, graph.constant(*known)))
                     : std::nullopt;
      });
}

}  // namespace heatreel::expr
