// SPDX-License-Identifier: GPL-3.0-or-later
#include "functions.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

#include "heatreel/expr/parser.hpp"

namespace heatreel::expr {

namespace {

using Arguments = std::span<const NodeId>;

template <Op op>
NodeId unary(Graph& graph, Arguments x) {
  return graph.apply(op, x[0]);
}

template <Op op>
NodeId binary(Graph& graph, Arguments x) {
  return graph.apply(op, x[0], x[1]);
}

NodeId log10(Graph& graph, Arguments x) {
  return graph.multiply(graph.apply(Op::log, x[0]), graph.constant(1.0 / std::numbers::ln10));
}

/// cosh x = e²/2 + 1/(2e²) with e = exp(x/2), which overflows no earlier than cosh itself.
NodeId cosh(Graph& graph, Arguments x) {
  const NodeId half = graph.constant(0.5);
  const NodeId root = graph.apply(Op::exp, graph.multiply(x[0], half));
  const NodeId inverse = graph.divide(graph.constant(1.0), root);
  return graph.add(graph.multiply(graph.multiply(root, half), root),
                   graph.multiply(graph.multiply(inverse, half), inverse));
}

/// sinh x = tanh x · cosh x: unlike (exp(x) - exp(-x))/2 it loses no digits near zero.
NodeId sinh(Graph& graph, Arguments x) {
  return graph.multiply(graph.apply(Op::tanh, x[0]), cosh(graph, x));
}

NodeId power(Graph& graph, Arguments x) { return build_power(graph, x[0], x[1]); }

NodeId choose(Graph& graph, Arguments x) { return graph.select(x[0], x[1], x[2]); }

constexpr std::array functions = {
    Function{"abs", 1, unary<Op::abs>},
    Function{"cos", 1, unary<Op::cos>},
    Function{"cosh", 1, cosh},
    Function{"exp", 1, unary<Op::exp>},
    Function{"floor", 1, unary<Op::floor>},
    Function{"if", 3, choose},
    Function{"log", 1, unary<Op::log>},
    Function{"log10", 1, log10},
    Function{"max", 2, binary<Op::max>},
    Function{"min", 2, binary<Op::min>},
    Function{"pow", 2, power},
    Function{"sin", 1, unary<Op::sin>},
    Function{"sinh", 1, sinh},
    Function{"sqrt", 1, unary<Op::sqrt>},
    Function{"tan", 1, unary<Op::tan>},
    Function{"tanh", 1, unary<Op::tanh>},
};

/// x^n by repeated squaring, n ≥ 1.
NodeId whole_power(Graph& graph, NodeId x, int n) {
  NodeId result = graph.constant(1.0);
  for (NodeId square = x; n > 0; n /= 2) {
    if (n % 2 == 1) {
      result = graph.multiply(result, square);
    }
    if (n > 1) {
      square = graph.multiply(square, square);
    }
  }
  return result;
}

}  // namespace

const Function* find_function(std::string_view name) {
  const auto* const found = std::find_if(functions.begin(), functions.end(),
                                         [&](const Function& f) { return f.name == name; });
  return found == functions.end() ? nullptr : found;
}

std::vector<std::string> function_names() {
  std::vector<std::string> names;
  names.reserve(functions.size());
  for (const Function& function : functions) {
    names.emplace_back(function.name);
  }
  return names;
}

NodeId build_power(Graph& graph, NodeId base, NodeId exponent) {
  constexpr double largest = 16;
  const Node power = graph.node(exponent);  // a copy: what is built below may move the nodes
  if (power.op != Op::constant) {
    return graph.apply(Op::power, base, exponent);
  }
  if (power.value == 0.5) {
    return graph.apply(Op::sqrt, base);
  }
  if (std::floor(power.value) != power.value || std::fabs(power.value) > largest) {
    return graph.apply(Op::power, base, exponent);
  }
  const NodeId positive = whole_power(graph, base, static_cast<int>(std::fabs(power.value)));
  return power.value < 0 ? graph.divide(graph.constant(1.0), positive) : positive;
}

}  // namespace heatreel::expr
