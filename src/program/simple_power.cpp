// SPDX-License-Identifier: GPL-3.0-or-later
#include "simple_power.hpp"

#include <cmath>
#include <optional>

#include "heatreel/base/contract.hpp"

namespace heatreel::program {

namespace {

Operand multiply(const InstructionSink& sink, const Operand& a, const Operand& b) {
  return sink.append(Operation::multiply, {a, b});
}

/// x^n by repeated squaring, n ≥ 1.
Operand whole_power(const InstructionSink& sink, const Operand& x, int n) {
  std::optional<Operand> result;
  for (Operand square = x;; square = multiply(sink, square, square)) {
    if (n % 2 == 1) {
      result = result ? multiply(sink, *result, square) : square;
    }
    n /= 2;
    if (n == 0) {
      return *result;
    }
  }
}

}  // namespace

bool is_simple_exponent(double exponent) {
  constexpr double largest = 16.0;
  return std::floor(2.0 * exponent) == 2.0 * exponent && std::fabs(exponent) <= largest &&
         exponent != 0.0 && exponent != 1.0;
}

Operand append_simple_power(const InstructionSink& sink, Operand x, double exponent) {
  HEATREEL_EXPECT(is_simple_exponent(exponent));
  const double magnitude = std::fabs(exponent);
  const int whole = static_cast<int>(magnitude);
  Operand result = x;
  if (magnitude != whole) {
    result = sink.append(Operation::sqrt, {x});
    result = whole == 0 ? result : multiply(sink, whole_power(sink, x, whole), result);
  } else {
    result = whole_power(sink, x, whole);
  }
  return exponent > 0.0 ? result : sink.append(Operation::divide, {sink.constant(1.0), result});
}

}  // namespace heatreel::program
