// SPDX-License-Identifier: GPL-3.0-or-later
#include "forcing.hpp"

#include <algorithm>
#include <limits>
#include <span>
#include <unordered_map>
#include <utility>

#include <fmt/format.h>

#include "heatreel/expr/calculus.hpp"

namespace heatreel::solve {

namespace {

using expr::NodeId;
using expr::Op;

/// What a node depends on, besides parameters.
struct Reads {
  bool time = false;
  bool other = false;

  bool is_forcing() const { return time && !other; }
};

bool bends(expr::Graph& graph, NodeId node, const std::string& time) {
  const auto slope =
      expr::derivatives(graph, std::span(&node, 1), {{time, graph.constant(1.0)}}).front();
  if (!slope) {
    return false;
  }
  const std::vector<std::string> inputs = expr::inputs_of(graph, std::span(&*slope, 1));
  return std::find(inputs.begin(), inputs.end(), time) != inputs.end();
}

}  // namespace

std::vector<NodeId> find_forcing(expr::Graph& graph, const std::vector<NodeId>& roots,
                                 const program::NodeSet& fixed, const std::string& time) {
  std::unordered_map<NodeId, Reads> reads;
  std::vector<NodeId> found;
  const auto take = [&](NodeId node) {
    if (reads.at(node).is_forcing() && std::find(found.begin(), found.end(), node) == found.end()) {
      found.push_back(node);
    }
  };
  for (const NodeId id : expr::dependencies(graph, roots)) {
    const expr::Node& node = graph.node(id);
    Reads& here = reads[id];
    if (node.op == Op::input && !fixed.contains(id)) {
      here.time = graph.input_name(node.input) == time;
      here.other = !here.time;
    }
    for (std::size_t i = 0; i < expr::arity(node.op); ++i) {
      here.time = here.time || reads.at(node.arguments[i]).time;
      here.other = here.other || reads.at(node.arguments[i]).other;
    }
    for (std::size_t i = 0; here.other && i < expr::arity(node.op); ++i) {
      take(node.arguments[i]);
    }
  }
  for (const NodeId root : roots) {
    take(root);
  }
  std::erase_if(found, [&](NodeId node) { return !bends(graph, node, time); });
  return found;
}

Value longest_row(expr::Graph& graph) { return {graph, "#longest step"}; }

/// Where e bends with the time scale τ, samples Δ apart have second differences of about Δ²/τ²
/// times the range of e.
std::vector<program::Assignment> scan_forcing(expr::Graph& graph,
                                              const std::vector<NodeId>& forcing,
                                              const std::string& time, double t_end) {
  constexpr double infinity = std::numeric_limits<double>::infinity();
  const double spacing = t_end / forcing_samples;
  const Value number(graph, "#sample");
  const Value zero = number.number(0.0);
  std::vector<program::Assignment> updates{{number.id(), (number + 1.0).id()}};
  Value longest = zero + infinity;
  const auto here = expr::substitute(graph, forcing, graph, {{time, (spacing * number).id()}});
  for (std::size_t i = 0; i < forcing.size(); ++i) {
    const auto row = [&](const char* what) {
      return Value(graph, fmt::format("#forcing {} {}", i, what));
    };
    const Value sample(graph, here[i]);
    const Value last = row("last");
    const Value before = row("before");
    const Value first = number < 1.0;
    const Value low = select(first, sample, min(sample, row("low")));
    const Value high = select(first, sample, max(sample, row("high")));
    const Value bend =
        select(number < 2.0, zero, max(abs(sample - 2.0 * last + before), row("bend")));
    for (const auto& [target, value] : {std::pair(last, sample),
                                        {before, last},
                                        {row("low"), low},
                                        {row("high"), high},
                                        {row("bend"), bend}}) {
      updates.push_back({target.id(), value.id()});
    }
    const Value scale = spacing * sqrt((high - low) / bend);
    longest = min(select(0.0 < bend, scale, longest), longest);
  }
  updates.push_back({longest_row(graph).id(), longest.id()});
  return updates;
}

}  // namespace heatreel::solve
