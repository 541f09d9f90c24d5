// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "heatreel/expr/graph.hpp"

namespace heatreel::expr {

/// A node that computes: lets integrators and metrics be written as formulas. Refers to its graph,
/// which must outlive it.
class Value {
 public:
  Value(Graph& graph, NodeId id) : graph_(&graph), id_(id) {}
  Value(Graph& graph, std::string_view input) : Value(graph, graph.input(input)) {}

  NodeId id() const { return id_; }
  Graph& graph() const { return *graph_; }
  Value number(double value) const { return {*graph_, graph_->constant(value)}; }

  Value apply(Op op) const { return {*graph_, graph_->apply(op, id_)}; }
  Value apply(Op op, Value b) const { return {*graph_, graph_->apply(op, id_, b.id_)}; }

 private:
  Graph* graph_;
  NodeId id_;
};

using Values = std::vector<Value>;

inline Value operator+(Value a, Value b) { return a.apply(Op::add, b); }
inline Value operator-(Value a, Value b) { return a.apply(Op::subtract, b); }
inline Value operator*(Value a, Value b) { return a.apply(Op::multiply, b); }
inline Value operator/(Value a, Value b) { return a.apply(Op::divide, b); }
inline Value operator-(Value a) { return a.apply(Op::negate); }

inline Value operator+(Value a, double b) { return a + a.number(b); }
inline Value operator+(double a, Value b) { return b.number(a) + b; }
inline Value operator-(Value a, double b) { return a - a.number(b); }
inline Value operator-(double a, Value b) { return b.number(a) - b; }
inline Value operator*(double a, Value b) { return b.number(a) * b; }
inline Value operator/(double a, Value b) { return b.number(a) / b; }

inline Value abs(Value a) { return a.apply(Op::abs); }
inline Value sqrt(Value a) { return a.apply(Op::sqrt); }
inline Value exp(Value a) { return a.apply(Op::exp); }
inline Value log(Value a) { return a.apply(Op::log); }

/// a < b ? a : b, and a > b ? a : b: where one of them is NaN, the second.
inline Value min(Value a, Value b) { return a.apply(Op::min, b); }
inline Value max(Value a, Value b) { return a.apply(Op::max, b); }

// Comparisons give 1 or 0; their product means "and".
inline Value operator<(Value a, Value b) { return a.apply(Op::less, b); }
inline Value operator<=(Value a, Value b) { return a.apply(Op::less_equal, b); }
inline Value operator<(Value a, double b) { return a < a.number(b); }
inline Value operator<(double a, Value b) { return b.number(a) < b; }
inline Value operator<=(Value a, double b) { return a <= a.number(b); }
inline Value operator<=(double a, Value b) { return b.number(a) <= b; }

inline Value select(Value condition, Value yes, Value no) {
  Graph& graph = condition.graph();
  return {graph, graph.select(condition.id(), yes.id(), no.id())};
}

}  // namespace heatreel::expr
