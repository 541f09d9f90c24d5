// SPDX-License-Identifier: GPL-3.0-or-later
// Walks over the part of a graph that some roots depend on. Loops instead of recursion: a graph may
// be as deep as it is large.
#include <algorithm>
#include <bit>
#include <cstdint>

#include "heatreel/base/contract.hpp"
#include "heatreel/expr/graph.hpp"

namespace heatreel::expr {

namespace {

/// A result for each node that some roots depend on, found again by the node's id.
template <class Result>
class ResultTable {
 public:
  /// \param ids in rising order
  explicit ResultTable(std::span<const NodeId> ids) : ids_(ids) { results_.reserve(ids.size()); }

  /// Results come in the order of the ids.
  void append(Result result) { results_.push_back(result); }

  Result at(NodeId id) const {
    const auto place = std::lower_bound(ids_.begin(), ids_.end(), id);
    return results_[static_cast<std::size_t>(place - ids_.begin())];
  }

 private:
  std::span<const NodeId> ids_;
  std::vector<Result> results_;
};

/// An operation's arguments looked up in a table; the unused ones are default values.
template <class Result>
std::array<Result, 3> arguments_of(const Node& node, const ResultTable<Result>& table) {
  std::array<Result, 3> found{};
  for (std::size_t i = 0; i < arity(node.op); ++i) {
    found[i] = table.at(node.arguments[i]);
  }
  return found;
}

template <class Result>
std::vector<Result> results_of(std::span<const NodeId> roots, const ResultTable<Result>& table) {
  std::vector<Result> results;
  results.reserve(roots.size());
  for (const NodeId root : roots) {
    results.push_back(table.at(root));
  }
  return results;
}

}  // namespace

std::vector<NodeId> dependencies(const Graph& graph, std::span<const NodeId> roots) {
  if (roots.empty()) {
    return {};
  }
  constexpr std::size_t word_bits = 64;
  std::vector<std::uint64_t> seen(*std::max_element(roots.begin(), roots.end()) / word_bits + 1, 0);
  std::vector<NodeId> open;
  std::size_t count = 0;
  const auto visit = [&](NodeId id) {
    std::uint64_t& word = seen[id / word_bits];
    const std::uint64_t bit = std::uint64_t{1} << id % word_bits;
    if ((word & bit) == 0) {
      word |= bit;
      open.push_back(id);
      ++count;
    }
  };
  for (const NodeId root : roots) {
    visit(root);
  }
  while (!open.empty()) {
    const Node& node = graph.node(open.back());
    open.pop_back();
    for (std::size_t i = 0; i < arity(node.op); ++i) {
      visit(node.arguments[i]);
    }
  }
  std::vector<NodeId> found;
  found.reserve(count);
  for (std::size_t i = 0; i < seen.size(); ++i) {
    for (std::uint64_t left = seen[i]; left != 0; left &= left - 1) {
      found.push_back(static_cast<NodeId>(i * word_bits) +
                      static_cast<NodeId>(std::countr_zero(left)));
    }
  }
  return found;
}

std::vector<NodeId> substitute(const Graph& from, std::span<const NodeId> roots, Graph& to,
                               const std::map<std::string, NodeId, std::less<>>& inputs) {
  const std::vector<NodeId> ids = dependencies(from, roots);
  ResultTable<NodeId> images(ids);
  for (const NodeId id : ids) {
    const Node node = from.node(id);  // a copy: `to` may be `from`, and grows
    if (node.op == Op::constant) {
      images.append(to.constant(node.value));
    } else if (node.op == Op::input) {
      const std::string& name = from.input_name(node.input);
      const auto replacement = inputs.find(name);
      images.append(replacement == inputs.end() ? to.input(name) : replacement->second);
    } else {
      images.append(to.apply(node.op, arguments_of(node, images)));
    }
  }
  return results_of(roots, images);
}

std::vector<NodeId> rewritten(Graph& graph, std::span<const NodeId> roots,
                              const RewriteRule& rule) {
  const std::vector<NodeId> ids = dependencies(graph, roots);
  ResultTable<NodeId> images(ids);
  for (const NodeId id : ids) {
    const Node node = graph.node(id);  // a copy: the graph grows
    if (arity(node.op) == 0) {
      images.append(id);
      continue;
    }
    const std::array<NodeId, 3> arguments = arguments_of(node, images);
    const std::optional<NodeId> other = rule(node.op, arguments);
    images.append(other ? *other : graph.apply(node.op, arguments));
  }
  return results_of(roots, images);
}

double evaluate(const Graph& graph, NodeId root,
                const std::map<std::string, double, std::less<>>& inputs) {
  const std::vector<NodeId> ids = dependencies(graph, std::span(&root, 1));
  ResultTable<double> values(ids);
  for (const NodeId id : ids) {
    const Node& node = graph.node(id);
    if (node.op == Op::constant) {
      values.append(node.value);
    } else if (node.op == Op::input) {
      const auto value = inputs.find(graph.input_name(node.input));
      HEATREEL_REQUIRE(value != inputs.end());
      values.append(value->second);
    } else {
      const auto [a, b, c] = arguments_of(node, values);
      values.append(evaluate_op(node.op, a, b, c));
    }
  }
  return values.at(root);
}

std::vector<std::string> inputs_of(const Graph& graph, std::span<const NodeId> roots) {
  std::vector<std::string> names;
  // Rising ids are the order in which the inputs were made.
  for (const NodeId id : dependencies(graph, roots)) {
    if (graph.node(id).op == Op::input) {
      names.push_back(graph.input_name(graph.node(id).input));
    }
  }
  return names;
}

}  // namespace heatreel::expr
