// SPDX-License-Identifier: GPL-3.0-or-later
#include "precise.hpp"

#include <array>
#include <charconv>
#include <cmath>
#include <cstddef>
#include <cstdlib>

namespace heatreel::grid {

namespace {

constexpr DoubleDouble ln2 = {0.6931471805599453, 2.3190468138462996e-17};

Precise normalized(const DoubleDouble& number, int exponent) {
  int shift = 0;
  std::frexp(number.high, &shift);
  return {scaled(number, -shift), exponent + shift};
}

/// 5^power, 0 ≤ power < 400. Up to 5^45 exactly.
DoubleDouble power_of_five(int power) {
  DoubleDouble result{1.0};
  DoubleDouble square{5.0};
  for (int bits = power; bits > 0; bits /= 2) {
    result = bits % 2 == 1 ? result * square : result;
    square = bits > 1 ? square * square : square;
  }
  return result;
}

/// 1/2!, 1/3!, 1/4!, 1/5!
constexpr std::array<DoubleDouble, 4> reciprocal_factorials = {
    {{0.5, 0.0},
     {0.16666666666666666, 9.25185853854297066e-18},
     {0.041666666666666664, 2.31296463463574266e-18},
     {0.008333333333333333, 1.15648231731787138e-19}}};

/// exp(x) - 1 for |x| < 0.0014 by its Taylor series. What comes after the fifth power is so small
/// that a double holds enough of it.
DoubleDouble small_expm1(const DoubleDouble& x) {
  double rest = 0.0;
  for (int k = 10; k >= 6; --k) {
    rest = x.high / k * (1.0 + rest);
  }
  DoubleDouble sum{rest * reciprocal_factorials.back().high};
  for (std::size_t k = reciprocal_factorials.size(); k-- > 0;) {
    sum = x * ordered_sum(reciprocal_factorials[k], sum);
  }
  return x * ordered_sum(DoubleDouble{1.0}, sum);
}

/// Parts of a factor of 2 that powers are looked up for.
constexpr int parts = 256;

/// 2^(i/parts)
std::array<DoubleDouble, parts> make_roots() {
  std::array<DoubleDouble, parts> roots;
  const DoubleDouble ratio = ordered_sum(DoubleDouble{1.0}, small_expm1(ln2 / DoubleDouble{parts}));
  roots[0] = DoubleDouble{1.0};
  for (std::size_t i = 1; i < roots.size(); ++i) {
    roots[i] = roots[i - 1] * ratio;
  }
  return roots;
}

/// 2^power, with a mantissa from 1 to 2.
Precise power_of_two(const DoubleDouble& power) {
  static const std::array<DoubleDouble, parts> roots = make_roots();
  const double whole = std::floor(power.high);
  const double part = std::round((power.high - whole) * parts);
  const DoubleDouble rest = (power - DoubleDouble{whole + part / parts}) * ln2;
  const auto index = static_cast<std::size_t>(part) % roots.size();
  const int exponent = static_cast<int>(whole) + (part == parts ? 1 : 0);
  return {ordered_sum(roots[index], roots[index] * small_expm1(rest)), exponent};
}

}  // namespace

Precise decimal_of(double value) {
  std::array<char, 32> text{};  // such as -1.2345678901234567e-308
  std::to_chars(text.data(), text.data() + text.size(), value, std::chars_format::scientific);
  std::int64_t digits = 0;
  int decimals = 0;
  const char* at = text.data() + (std::signbit(value) ? 1 : 0);
  for (bool behind = false; *at != 'e'; ++at) {
    if (*at == '.') {
      behind = true;
    } else {
      digits = 10 * digits + (*at - '0');
      decimals += behind ? 1 : 0;
    }
  }
  const int power = std::atoi(at + 1) - decimals;
  const DoubleDouble whole = precise(std::signbit(value) ? -digits : digits);
  const DoubleDouble five = power_of_five(std::abs(power));
  return normalized(power < 0 ? whole / five : whole * five, power);
}

DoubleDouble precise(std::int64_t number) {
  const std::int64_t low = number % 1024;  // what is left has 53 bits
  return exact_sum(static_cast<double>(number - low), static_cast<double>(low));
}

// Halley's iteration on 2^y = m from y = m - 1: each step makes the error the third power.
DoubleDouble log2(const Precise& number) {
  constexpr int iterations = 4;
  const DoubleDouble m = scaled(number.mantissa, 1);
  DoubleDouble y = m - DoubleDouble{1.0};
  for (int i = 0; i < iterations; ++i) {
    const Precise reached = power_of_two(y);
    const DoubleDouble power = scaled(reached.mantissa, reached.exponent);
    y = y + scaled((m - power) / ((m + power) * ln2), 1);
  }
  return DoubleDouble{static_cast<double>(number.exponent - 1)} + y;
}

double exp2(const DoubleDouble& power) {
  const Precise number = power_of_two(power);
  return std::ldexp(number.mantissa.high, number.exponent);
}

}  // namespace heatreel::grid
