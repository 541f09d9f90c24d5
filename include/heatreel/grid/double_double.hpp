// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cmath>

namespace heatreel::grid {

/// The unevaluated sum of two doubles, the second below half a unit in the last place of the first:
/// some 104 bits, with nothing but IEEE operations, so that every machine gets the same bits
/// (Dekker, Numer. Math. 18, 224–242 (1971)). For magnitudes well inside a double's range.
struct DoubleDouble {
  double high = 0.0;
  double low = 0.0;
  bool operator==(const DoubleDouble&) const = default;
};

/// The exact sum of two doubles.
inline DoubleDouble exact_sum(double a, double b) {
  const double sum = a + b;
  const double part = sum - a;
  return {sum, (a - (sum - part)) + (b - part)};
}

/// The same where |a| ≥ |b|.
inline DoubleDouble exact_ordered_sum(double a, double b) {
  const double sum = a + b;
  return {sum, b - (sum - a)};
}

/// The sum where |a| ≥ |b|, in fewer steps than an operator would take.
inline DoubleDouble ordered_sum(const DoubleDouble& a, const DoubleDouble& b) {
  const DoubleDouble high = exact_ordered_sum(a.high, b.high);
  return exact_ordered_sum(high.high, high.low + (a.low + b.low));
}

inline DoubleDouble operator-(const DoubleDouble& a) { return {-a.high, -a.low}; }

inline DoubleDouble operator+(const DoubleDouble& a, const DoubleDouble& b) {
  const DoubleDouble high = exact_sum(a.high, b.high);
  const DoubleDouble low = exact_sum(a.low, b.low);
  const DoubleDouble sum = exact_ordered_sum(high.high, high.low + low.high);
  return exact_ordered_sum(sum.high, sum.low + low.low);
}

inline DoubleDouble operator-(const DoubleDouble& a, const DoubleDouble& b) { return a + -b; }

inline DoubleDouble operator*(const DoubleDouble& a, const DoubleDouble& b) {
  const double high = a.high * b.high;
  const double low = std::fma(a.high, b.high, -high) + (a.high * b.low + a.low * b.high);
  return exact_ordered_sum(high, low);
}

/// The product with a power of two, exactly.
inline DoubleDouble scaled(const DoubleDouble& a, int exponent) {
  return {std::ldexp(a.high, exponent), std::ldexp(a.low, exponent)};
}

/// Two steps of long division, and one for the last bits.
inline DoubleDouble operator/(const DoubleDouble& a, const DoubleDouble& b) {
  const double first = a.high / b.high;
  DoubleDouble rest = a - b * DoubleDouble{first};
  const double second = rest.high / b.high;
  rest = rest - b * DoubleDouble{second};
  return exact_ordered_sum(first, second) + DoubleDouble{rest.high / b.high};
}

}  // namespace heatreel::grid
