// SPDX-License-Identifier: GPL-3.0-or-later
#include "exponential.hpp"

#include <array>

namespace heatreel::program {

namespace {

// e^x = 2^n·e^r with n = round(x/ln 2) and |r| ≤ ln(2)/2.
constexpr double per_ln2 = 1.4426950408889634;
// ln 2 in two parts, after fdlibm: n times the first one is exact.
constexpr double ln2_high = 6.93147180369123816490e-01;
constexpr double ln2_low = 1.90821492927058770002e-10;

/// Beyond these arguments, e^x is 0 and infinity.
constexpr double least = -750.0;
constexpr double most = 710.0;

/// Adding it leaves n + 1023, the exponent's bits of 2^n, in the lowest bits of the sum.
constexpr double exponent_shift = 0x1.8p52 + 1023.0;

/// 1/2!, 1/3!, ... of the series e^r = 1 + r + r²·(1/2! + r/3! + ...).
constexpr std::array<double, 12> reciprocal_factorials = [] {
  std::array<double, 12> result{};
  double factorial = 1.0;
  for (std::size_t i = 0; i < result.size(); ++i) {
    factorial *= static_cast<double>(i) + 2.0;
    result[i] = 1.0 / factorial;
  }
  return result;
}();

class ExponentialBuilder {
 public:
  explicit ExponentialBuilder(const InstructionSink& sink) : sink_(sink) {}

  Operand build(Operand x) {
    // A NaN passes both, being the second operand.
    const Operand above = add(Operation::max, number(least), x);
    const Operand limited = add(Operation::min, number(most), above);
    const Operand n =
        add(Operation::floor, add(Operation::multiply_add, limited, number(per_ln2), number(0.5)));
    const Operand coarse = add(Operation::negative_multiply_add, n, number(ln2_high), limited);
    const Operand r = add(Operation::negative_multiply_add, n, number(ln2_low), coarse);
    // 2^n may be no double where e^x is one, so it is multiplied by in halves.
    const Operand half = add(Operation::floor, add(Operation::multiply, n, number(0.5)));
    const Operand rest = add(Operation::subtract, n, half);
    const Operand scaled = add(Operation::multiply, series(r), power_of_two(half));
    return add(Operation::multiply, scaled, power_of_two(rest));
  }

 private:
  Operand number(double value) const { return sink_.constant(value); }

  template <class... Operands>
  Operand add(Operation operation, Operands... operands) const {
    return sink_.append(operation, {operands...});
  }

  Operand power_of_two(Operand n) const {
    return add(Operation::exponent_bits, add(Operation::add, n, number(exponent_shift)));
  }

  /// The terms from `first` on, every second one, as a polynomial in r².
  Operand every_second(std::size_t first, Operand square) const {
    std::size_t i = first + reciprocal_factorials.size() - 2;
    Operand sum = number(reciprocal_factorials[i]);
    while (i > first) {
      i -= 2;
      sum = add(Operation::multiply_add, sum, square, number(reciprocal_factorials[i]));
    }
    return sum;
  }

  /// Even and odd terms side by side: half as long a chain of dependent instructions.
  Operand series(Operand r) const {
    const Operand square = add(Operation::multiply, r, r);
    const Operand odd = every_second(1, square);
    const Operand terms = add(Operation::multiply_add, odd, r, every_second(0, square));
    return add(Operation::add, number(1.0), add(Operation::multiply_add, terms, square, r));
  }

  const InstructionSink& sink_;
};

}  // namespace

Operand append_exponential(const InstructionSink& sink, Operand x) {
  return ExponentialBuilder(sink).build(x);
}

}  // namespace heatreel::program
