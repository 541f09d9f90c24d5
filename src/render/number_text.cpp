// SPDX-License-Identifier: GPL-3.0-or-later
#include "heatreel/render/number_text.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>

#include <fmt/format.h>

#include "heatreel/base/text.hpp"

namespace heatreel::render {

namespace {

constexpr std::array<std::string_view, 10> superscript_digits = {"⁰", "¹", "²", "³", "⁴",
                                                                 "⁵", "⁶", "⁷", "⁸", "⁹"};

/// Numbers from 10^plain_low to 10^plain_high are written out.
constexpr int plain_low = -3;
constexpr int plain_high = 5;

}  // namespace

std::string superscript(int number) {
  std::string text;
  for (const char c : fmt::format("{}", number)) {
    text +=
        c == '-' ? std::string_view("⁻") : superscript_digits[static_cast<std::size_t>(c - '0')];
  }
  return text;
}

std::string power_of_ten(int exponent) { return "10" + superscript(exponent); }

std::string decimal_text(std::int64_t digits, int decimals) {
  if (digits == 0) {
    return "0";
  }
  std::string text = fmt::format("{:0{}d}", digits < 0 ? -digits : digits, decimals + 1);
  if (decimals > 0) {
    text.insert(text.size() - static_cast<std::size_t>(decimals), ".");
  }
  return digits < 0 ? std::string(minus_sign) + text : text;
}

std::string value_text(double value, int significant) {
  if (value == 0.0 || !std::isfinite(value)) {
    return value == 0.0 ? "0" : fmt::format("{}", value);
  }
  // Rounded to the digits wanted: d.ddde±xx
  const std::string rounded = fmt::format("{:.{}e}", std::abs(value), significant - 1);
  const std::size_t e = rounded.find('e');
  const int exponent = static_cast<int>(
      *base::parse_int(rounded[e + 1] == '+' ? rounded.substr(e + 2) : rounded.substr(e + 1)));
  const auto without_zeros = [](std::string text) {
    if (text.find('.') != std::string::npos) {
      text.erase(text.find_last_not_of('0') + 1);
      text.erase(text.find_last_not_of('.') + 1);
    }
    return text;
  };
  const std::string sign(value < 0.0 ? minus_sign : "");
  if (exponent >= plain_low && exponent <= plain_high) {
    const int decimals = std::max(0, significant - 1 - exponent);
    return sign + without_zeros(fmt::format("{:.{}f}", std::abs(value), decimals));
  }
  const std::string mantissa = without_zeros(rounded.substr(0, e));
  return sign + (mantissa == "1" ? "" : mantissa + "×") + power_of_ten(exponent);
}

}  // namespace heatreel::render
