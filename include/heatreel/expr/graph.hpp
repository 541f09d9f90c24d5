// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace heatreel::expr {

/// What a node computes. Comparisons give 1 or 0; a comparison with NaN gives 0.
enum class Op : std::uint8_t {
  constant,
  input,
  // one argument
  negate,
  abs,
  sqrt,
  floor,
  exp,
  log,
  sin,
  cos,
  tan,
  atan,
  tanh,
  // two arguments
  add,
  subtract,
  multiply,
  divide,
  power,
  min,  ///< a < b ? a : b, so min(NaN, b) = b and min(a, NaN) = NaN
  max,  ///< a > b ? a : b, so max(NaN, b) = b and max(a, NaN) = NaN
  less,
  less_equal,
  equal,
  // three arguments
  fused_multiply_add,  ///< a·b + c, rounded once where the hardware can
  select,              ///< a ≠ 0 ? b : c
};

/// Number of arguments of an operation, 0 for constants and inputs.
std::size_t arity(Op op);

using NodeId = std::uint32_t;

struct Node {
  Op op = Op::constant;
  std::array<NodeId, 3> arguments{};  ///< the first arity(op) count
  double value = 0.0;                 ///< of a constant
  std::uint32_t input = 0;            ///< of an input: its number, see Graph::input_name
};

/// An expression graph over named inputs. Nodes are immutable, hash-consed (equal subexpressions
/// are one node) and folded (an operation on constants is a constant) as they are made; arguments
/// always have smaller ids than the node that uses them, so ids are a topological order.
/// Only rewritings that give the same number for every input are made (x·1, x+0 with the sign of
/// zero ignored, x/c for a power of two), so that a formula means what was typed.
class Graph {
 public:
  /// Once that is requested, making nodes throws base::Cancelled: a way out of long work on the
  /// graph. Copies of the graph stop as well.
  void stop_on(std::stop_token stop) { stop_ = std::move(stop); }
  const std::stop_token& stop() const { return stop_; }

  NodeId constant(double value);

  /// The input of this name; the same name gives the same node.
  NodeId input(std::string_view name);

  NodeId apply(Op op, NodeId a);
  NodeId apply(Op op, NodeId a, NodeId b);
  NodeId apply(Op op, NodeId a, NodeId b, NodeId c);
  /// The first arity(op) arguments count; there is at least one.
  NodeId apply(Op op, const std::array<NodeId, 3>& arguments) { return make(op, arguments); }

  // The operations that integrators and metrics are written with.
  NodeId add(NodeId a, NodeId b) { return apply(Op::add, a, b); }
  NodeId subtract(NodeId a, NodeId b) { return apply(Op::subtract, a, b); }
  NodeId multiply(NodeId a, NodeId b) { return apply(Op::multiply, a, b); }
  NodeId divide(NodeId a, NodeId b) { return apply(Op::divide, a, b); }
  NodeId min(NodeId a, NodeId b) { return apply(Op::min, a, b); }
  NodeId max(NodeId a, NodeId b) { return apply(Op::max, a, b); }
  NodeId less(NodeId a, NodeId b) { return apply(Op::less, a, b); }
  NodeId less_equal(NodeId a, NodeId b) { return apply(Op::less_equal, a, b); }
  NodeId select(NodeId condition, NodeId yes, NodeId no) {
    return apply(Op::select, condition, yes, no);
  }

  const Node& node(NodeId id) const { return nodes_[id]; }
  std::size_t size() const { return nodes_.size(); }
  const std::string& input_name(std::uint32_t input) const { return input_names_[input]; }
  std::size_t inputs() const { return input_names_.size(); }

 private:
  NodeId make(Op op, std::array<NodeId, 3> arguments);
  std::optional<NodeId> simplified(Op op, NodeId a, NodeId b, NodeId c);
  bool is_constant(NodeId id, double value) const;
  NodeId insert(const Node& node);

  struct Entry {
    std::uint32_t hash = 0;  ///< the upper half of the node's
    NodeId next_id = 0;      ///< the node's id + 1; 0 where there is none
  };
  void grow_table();

  std::vector<Node> nodes_;
  std::deque<std::string> input_names_;  ///< a deque: references to names outlive later inputs
  std::map<std::string, NodeId, std::less<>> input_nodes_;
  /// A hash table with open addressing. Its size is a power of two, and at most half is in use.
  std::vector<Entry> table_;
  std::stop_token stop_;
};

/// The number an operation gives for constant arguments: what the fold, the reference evaluator
/// and the tests agree on.
double evaluate_op(Op op, double a, double b, double c);

/// The nodes that `roots` depend on, the roots included, each once and in rising order.
std::vector<NodeId> dependencies(const Graph& graph, std::span<const NodeId> roots);

/// Rebuilds `roots` of `from` inside `to`; wherever the input NAME is read, `inputs.at(NAME)` (a
/// node of `to`) stands instead. An input that is not in the map becomes the input of that name.
/// `from` and `to` may be the same graph. Cost: O(n log n) for the n nodes that roots depend on.
std::vector<NodeId> substitute(const Graph& from, std::span<const NodeId> roots, Graph& to,
                               const std::map<std::string, NodeId, std::less<>>& inputs);

/// What stands for an operation whose arguments have been rewritten already; nothing if it stays.
using RewriteRule =
    std::function<std::optional<NodeId>(Op op, const std::array<NodeId, 3>& arguments)>;

/// `roots` with a rule applied to every operation below them, arguments first.
std::vector<NodeId> rewritten(Graph& graph, std::span<const NodeId> roots, const RewriteRule& rule);

/// The number of `root`, computed node by node with libm: slow and plainly right. For tests, and
/// for single values such as those that `heatreel models` shows. Every input must be given.
double evaluate(const Graph& graph, NodeId root,
                const std::map<std::string, double, std::less<>>& inputs);

/// Names of the inputs that `roots` depend on, in the order in which the inputs were made.
std::vector<std::string> inputs_of(const Graph& graph, std::span<const NodeId> roots);

}  // namespace heatreel::expr
