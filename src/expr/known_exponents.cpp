// SPDX-License-Identifier: GPL-3.0-or-later
#include "functions.hpp"

#include <array>
#include <optional>
#include <unordered_map>

#include "heatreel/expr/calculus.hpp"

namespace heatreel::expr {

namespace {

using Numbers = std::map<std::string, double, std::less<>>;

/// The number that an exponent is known to be.
std::optional<double> known_exponent(const Graph& graph, const Node& power, const Numbers& inputs) {
  const Node& exponent = graph.node(power.arguments[1]);
  if (exponent.op != Op::input || graph.node(power.arguments[0]).op == Op::constant) {
    return std::nullopt;
  }
  const auto known = inputs.find(graph.input_name(exponent.input));
  return known == inputs.end() ? std::nullopt : std::optional(known->second);
}

}  // namespace

std::vector<NodeId> with_known_exponents(Graph& graph, std::span<const NodeId> roots,
                                         const Numbers& inputs) {
  std::unordered_map<NodeId, NodeId> images;
  for (const NodeId id : dependencies(graph, roots)) {
    const Node node = graph.node(id);  // a copy, since the graph grows
    std::array<NodeId, 3> arguments{};
    for (std::size_t i = 0; i < arity(node.op); ++i) {
      arguments[i] = images.at(node.arguments[i]);
    }
    const auto exponent = node.op == Op::power ? known_exponent(graph, node, inputs) : std::nullopt;
    if (exponent) {
      images[id] = build_power(graph, arguments[0], graph.constant(*exponent));
    } else {
      images[id] = arity(node.op) == 0 ? id : graph.apply(node.op, arguments);
    }
  }
  std::vector<NodeId> result;
  for (const NodeId root : roots) {
    result.push_back(images.at(root));
  }
  return result;
}

}  // namespace heatreel::expr
