// SPDX-License-Identifier: GPL-3.0-or-later
#include "functions.hpp"

#include "logic.hpp"
#include "special_functions.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numbers>
#include <utility>

#include "heatreel/expr/parser.hpp"

namespace heatreel::expr {

namespace {

using Arguments = std::span<const NodeId>;

template <Op op>
NodeId unary(Graph& graph, Arguments x) {
  return graph.apply(op, x[0]);
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

NodeId choose(Graph& graph, Arguments x) { return graph.select(x[0], x[1], x[2]); }

/// The operation on the first two, on its result and the third, and so on.
template <Op op>
NodeId repeated(Graph& graph, Arguments x) {
  NodeId result = x[0];
  for (const NodeId next : x.subspan(1)) {
    result = graph.apply(op, result, next);
  }
  return result;
}

/// Wraps what takes nodes one by one.
template <NodeId (*build)(Graph&, NodeId)>
NodeId of_one(Graph& graph, Arguments x) {
  return build(graph, x[0]);
}

template <NodeId (*build)(Graph&, NodeId, NodeId)>
NodeId of_two(Graph& graph, Arguments x) {
  return build(graph, x[0], x[1]);
}

NodeId factorial(Graph& graph, Arguments x) {
  return gamma_function(graph, graph.add(x[0], graph.constant(1.0)));
}

/// x^n/(K^n + x^n)
NodeId hill(Graph& graph, Arguments x) {
  const NodeId power = build_power(graph, x[0], x[2]);
  return graph.divide(power, graph.add(build_power(graph, x[1], x[2]), power));
}

/// Value, condition, value, condition, …, value otherwise.
NodeId piecewise(Graph& graph, Arguments x) {
  NodeId result = x.back();
  for (std::size_t i = x.size() - 1; i > 0; i -= 2) {
    result = graph.select(x[i - 1], x[i - 2], result);
  }
  return result;
}

constexpr std::size_t many = std::numeric_limits<std::size_t>::max();

constexpr std::array functions = {
    Function{"abs", 1, 1, unary<Op::abs>},
    Function{"acos", 1, 1, of_one<arc_cosine>},
    Function{"and", 1, many, logical_and},
    Function{"asin", 1, 1, of_one<arc_sine>},
    Function{"atan", 1, 1, unary<Op::atan>},
    Function{"atan2", 2, 2, of_two<arc_tangent>},
    Function{"ceil", 1, 1, of_one<ceiling>},
    Function{"cos", 1, 1, unary<Op::cos>},
    Function{"cosh", 1, 1, cosh},
    Function{"exp", 1, 1, unary<Op::exp>},
    Function{"factorial", 1, 1, factorial},
    Function{"floor", 1, 1, unary<Op::floor>},
    Function{"gamma", 1, 1, of_one<gamma_function>},
    Function{"hill", 3, 3, hill},
    Function{"if", 3, 3, choose},
    Function{"log", 1, 1, unary<Op::log>},
    Function{"log10", 1, 1, log10},
    Function{"max", 1, many, repeated<Op::max>},
    Function{"min", 1, many, repeated<Op::min>},
    Function{"not", 1, 1, of_one<logical_not>},
    Function{"or", 1, many, logical_or},
    Function{"piecewise", 3, many, piecewise},
    Function{"pow", 2, 2, of_two<build_power>},
    Function{"sin", 1, 1, unary<Op::sin>},
    Function{"sinh", 1, 1, sinh},
    Function{"sqrt", 1, 1, unary<Op::sqrt>},
    Function{"tan", 1, 1, unary<Op::tan>},
    Function{"tanh", 1, 1, unary<Op::tanh>},
    Function{"xor", 1, many, logical_xor},
};

constexpr std::array<std::pair<std::string_view, double>, 5> numbers = {
    {{"e", std::numbers::e},
     {"false", 0.0},
     {"inf", std::numeric_limits<double>::infinity()},
     {"pi", std::numbers::pi},
     {"true", 1.0}}};

constexpr std::array random_functions = {"gauss",   "gaussian", "noise",      "normal", "poisson",
                                         "rand",    "randn",    "random",     "rnorm",  "runif",
                                         "uniform", "wiener",   "white_noise"};

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

std::optional<double> named_number(std::string_view name) {
  const auto* const found = std::find_if(numbers.begin(), numbers.end(),
                                         [&](const auto& number) { return number.first == name; });
  return found == numbers.end() ? std::nullopt : std::optional(found->second);
}

std::optional<Refusal> why_refused(std::string_view name) {
  if (name == "delay") {
    return Refusal{"a model cannot have a delay",
                   "it is made of ordinary differential equations or is a map",
                   "A chain of states can stand for the delay."};
  }
  if (std::find(random_functions.begin(), random_functions.end(), name) != random_functions.end()) {
    return Refusal{"a model cannot have noise", "its equations hold no random numbers",
                   "Leave it out."};
  }
  return std::nullopt;
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
