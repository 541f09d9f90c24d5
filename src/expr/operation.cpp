// SPDX-License-Identifier: GPL-3.0-or-later
#include <cmath>

#include "heatreel/expr/graph.hpp"

namespace heatreel::expr {

std::size_t arity(Op op) {
  if (op <= Op::input) {
    return 0;
  }
  if (op <= Op::tanh) {
    return 1;
  }
  return op <= Op::equal ? 2 : 3;
}

double evaluate_op(Op op, double a, double b, double c) {
  switch (op) {
    case Op::constant:
    case Op::input:
      break;
    case Op::negate:
      return -a;
    case Op::abs:
      return std::fabs(a);
    case Op::sqrt:
      return std::sqrt(a);
    case Op::floor:
      return std::floor(a);
    case Op::exp:
      return std::exp(a);
    case Op::log:
      return std::log(a);
    case Op::sin:
      return std::sin(a);
    case Op::cos:
      return std::cos(a);
    case Op::tan:
      return std::tan(a);
    case Op::atan:
      return std::atan(a);
    case Op::tanh:
      return std::tanh(a);
    case Op::add:
      return a + b;
    case Op::subtract:
      return a - b;
    case Op::multiply:
      return a * b;
    case Op::divide:
      return a / b;
    case Op::power:
      return std::pow(a, b);
    case Op::min:
      return a < b ? a : b;
    case Op::max:
      return a > b ? a : b;
    case Op::less:
      return a < b ? 1.0 : 0.0;
    case Op::less_equal:
      return a <= b ? 1.0 : 0.0;
    case Op::equal:
      return a == b ? 1.0 : 0.0;
    case Op::fused_multiply_add:
      return std::fma(a, b, c);
    case Op::select:
      return a != 0.0 ? b : c;
  }
  return a;
}

}  // namespace heatreel::expr
