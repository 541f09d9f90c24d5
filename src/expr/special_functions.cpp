// SPDX-License-Identifier: GPL-3.0-or-later
#include "special_functions.hpp"

#include <array>
#include <cmath>
#include <numbers>

#include "heatreel/expr/value.hpp"

namespace heatreel::expr {

namespace {

Value atan(Value x) { return x.apply(Op::atan); }

/// x^y where no exponent is known.
Value power(Value x, Value y) { return x.apply(Op::power, y); }

/// Γ by Stirling's series for x + 8, divided by x·(x + 1) … (x + 7): Abramowitz & Stegun, 6.1.40
/// and 6.1.15. x is not below -1.
Value gamma_by_series(Value x) {
  constexpr int shift = 8;
  // B_2k/(2k·(2k - 1))
  constexpr std::array factors{1.0 / 12,   -1.0 / 360,         1.0 / 1260, -1.0 / 1680,
                               1.0 / 1188, -691.0 / 360'360.0, 1.0 / 156,  -3617.0 / 122'400.0};
  Value product = x;
  for (int i = 1; i < shift; ++i) {
    product = product * (x + static_cast<double>(i));
  }
  const Value z = x + static_cast<double>(shift);
  const Value inverse = 1.0 / z;
  const Value square = inverse * inverse;
  Value series = x.number(factors.back());
  for (auto factor = factors.rbegin() + 1; factor != factors.rend(); ++factor) {
    series = series * square + *factor;
  }
  // z^(z - 1/2) may be too large for a number where Γ is not.
  const Value root = power(z, 0.5 * z - 0.25);
  const Value scaled = root * exp(-z) * exp(series * inverse) / product;
  return std::sqrt(2.0 * std::numbers::pi) * (scaled * root);
}

}  // namespace

NodeId ceiling(Graph& graph, NodeId x) { return (-(-Value(graph, x)).apply(Op::floor)).id(); }

NodeId arc_sine(Graph& graph, NodeId x) {
  const Value sine(graph, x);
  return atan(sine / sqrt((1.0 - sine) * (1.0 + sine))).id();
}

NodeId arc_cosine(Graph& graph, NodeId x) {
  const Value cosine(graph, x);
  return (2.0 * atan(sqrt((1.0 - cosine) / (1.0 + cosine)))).id();
}

NodeId arc_tangent(Graph& graph, NodeId y_id, NodeId x_id) {
  const Value x(graph, x_id);
  const Value y(graph, y_id);
  const Value zero = x.number(0.0);
  const Value pi = x.number(std::numbers::pi);
  const Value turned = select(x < zero, select(y < zero, -pi, pi), zero);
  // At x = 0 the quotient's sign is not known. -x/y has the derivative that is right there.
  const Value up = 0.5 * pi - x / y;
  const Value down = -0.5 * pi - x / y;
  const Value on_axis = select(y < zero, down, select(zero < y, up, y));
  return select(x.apply(Op::equal, zero), on_axis, atan(y / x) + turned).id();
}

NodeId gamma_function(Graph& graph, NodeId x_id) {
  if (graph.node(x_id).op == Op::constant) {
    return graph.constant(std::tgamma(graph.node(x_id).value));
  }
  const Value x(graph, x_id);
  // Γ(x)·Γ(1 - x) = π/sin(πx)
  const Value sine = (std::numbers::pi * x).apply(Op::sin);
  const Value reflected = std::numbers::pi / (sine * gamma_by_series(1.0 - x));
  return select(x < -1.0, reflected, gamma_by_series(x)).id();
}

}  // namespace heatreel::expr
