// SPDX-License-Identifier: GPL-3.0-or-later
#include "heatreel/render/number_text.hpp"

#include <algorithm>
#include <array>
#include <cctype>
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

bool is_word_char(char c) { return std::isalpha(static_cast<unsigned char>(c)) != 0; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// One word of a unit, such as "um", with its prefix or sign as it is printed.
std::string pretty_word(std::string_view word) {
  struct Spelling {
    std::string_view typed;
    std::string_view printed;
  };
  constexpr std::array<Spelling, 10> spellings = {{{"um", "µm"},
                                                   {"uM", "µM"},
                                                   {"us", "µs"},
                                                   {"uL", "µL"},
                                                   {"ul", "µl"},
                                                   {"umol", "µmol"},
                                                   {"ug", "µg"},
                                                   {"degC", "°C"},
                                                   {"ohm", "Ω"},
                                                   {"deg", "°"}}};
  const auto* known = std::find_if(spellings.begin(), spellings.end(),
                                   [&](const Spelling& s) { return s.typed == word; });
  return std::string(known == spellings.end() ? word : known->printed);
}

/// Length of the exponent mark at the beginning of `text`: "^" or "**"; 0 if there is none.
std::size_t exponent_mark(std::string_view text) {
  return text.starts_with("^") ? 1 : text.starts_with("**") ? 2 : 0;
}

/// The whole exponent at the beginning of `text` ("^-2"), or an empty view.
std::string_view leading_exponent(std::string_view text) {
  std::size_t end = exponent_mark(text);
  if (end == 0) {
    return {};
  }
  end += end < text.size() && text[end] == '-' ? 1 : 0;
  const std::size_t digits = end;
  while (end < text.size() && is_digit(text[end])) {
    ++end;
  }
  return end > digits && end - digits <= 3 ? text.substr(0, end) : std::string_view{};
}

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

std::string pretty_unit(std::string_view unit) {
  std::string pretty;
  const std::string safe = base::printable(unit);
  std::string_view rest = safe;
  while (!rest.empty()) {
    std::size_t used = 1;
    if (const auto exponent = leading_exponent(rest); !exponent.empty()) {
      used = exponent.size();
      pretty +=
          superscript(static_cast<int>(*base::parse_int(exponent.substr(exponent_mark(exponent)))));
    } else if (is_word_char(rest.front())) {
      const auto* end = std::find_if_not(rest.begin(), rest.end(), is_word_char);
      used = static_cast<std::size_t>(end - rest.begin());
      pretty += pretty_word(rest.substr(0, used));
    } else {
      pretty += rest.front() == '*' ? std::string_view("·") : rest.substr(0, 1);
    }
    rest.remove_prefix(used);
  }
  return pretty;
}

Label Label::parse(std::string_view text) {
  const std::size_t open = text.rfind(" [");
  if (open == std::string_view::npos || !text.ends_with(']')) {
    return {base::printable(text), ""};
  }
  return {base::printable(text.substr(0, open)),
          pretty_unit(text.substr(open + 2, text.size() - open - 3))};
}

std::string Label::suffix(int exponent) const {
  if (exponent == 0) {
    return unit.empty() ? "" : fmt::format(" [{}]", unit);
  }
  const std::string power = power_of_ten(exponent);
  if (unit.empty() || unit == "1") {
    return fmt::format(" [×{}]", power);
  }
  // 10⁻³ times "1/min" is "10⁻³/min".
  return unit.starts_with("1/") ? fmt::format(" [{}{}]", power, unit.substr(1))
                                : fmt::format(" [{} {}]", power, unit);
}

}  // namespace heatreel::render
