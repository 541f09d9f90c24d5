// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "heatreel/expr/graph.hpp"

namespace heatreel::expr {

/// Derivatives of `roots` along a direction, by forward-mode differentiation in the same graph:
/// where input NAME grows by tangents.at(NAME)·ε, root i grows by result[i]·ε. Inputs that are not
/// in the map stay as they are. Nothing stands for a derivative that is 0 by structure.
///
/// At a kink (abs, min, max, if) the derivative of the branch taken is meant; steps (floor,
/// comparisons) have derivative 0.
std::vector<std::optional<NodeId>> derivatives(
    Graph& graph, std::span<const NodeId> roots,
    const std::map<std::string, NodeId, std::less<>>& tangents);

/// node / factor without a division, where `factor` is a factor of every term of `node`:
/// (a·x·y - x·x/b) / x = a·y - x/b. Nothing where it is not.
std::optional<NodeId> exact_quotient(Graph& graph, NodeId node, NodeId factor);

/// An operation in `roots` that makes them jump or bend where it depends on one of the inputs:
/// floor, a comparison, abs, min, max, or an if whose condition does. Nothing if there is none.
std::optional<Op> find_kink(const Graph& graph, std::span<const NodeId> roots,
                            std::span<const std::string> inputs);

/// `roots` with known numbers instead of the inputs that are exponents: x^n becomes what it would
/// be if the number were typed, such as x·x. All else that reads these inputs stays, and so does
/// c^n with a number c. \param inputs numbers by the inputs' names
std::vector<NodeId> with_known_exponents(Graph& graph, std::span<const NodeId> roots,
                                         const std::map<std::string, double, std::less<>>& inputs);

}  // namespace heatreel::expr
