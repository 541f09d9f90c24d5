// SPDX-License-Identifier: GPL-3.0-or-later
#include "heatreel/render/label_text.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <cstddef>
#include <optional>

#include <fmt/format.h>

#include "heatreel/base/text.hpp"
#include "heatreel/render/number_text.hpp"

namespace heatreel::render {

namespace {

/// A word as it is typed, and as it is printed.
struct Spelling {
  std::string_view typed;
  std::string_view printed;
};

template <std::size_t count>
std::string respelled(std::string_view word, const std::array<Spelling, count>& spellings) {
  const auto* known = std::find_if(spellings.begin(), spellings.end(),
                                   [&](const Spelling& s) { return s.typed == word; });
  return std::string(known == spellings.end() ? word : known->printed);
}

bool is_word_char(char c) { return std::isalpha(static_cast<unsigned char>(c)) != 0; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// One word of a unit, such as "um", with its prefix or sign as it is printed.
std::string pretty_word(std::string_view word) {
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
  return respelled(word, spellings);
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

std::string pretty_words(std::string_view rest) {
  std::string pretty;
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

/// "1/x", "1/(x*y^2)" → "x⁻¹", "x⁻¹·y⁻²". Nothing for any other unit.
std::optional<std::string> pretty_reciprocal(std::string_view unit) {
  constexpr std::string_view one_over = "1/";
  if (!unit.starts_with(one_over)) {
    return std::nullopt;
  }
  unit.remove_prefix(one_over.size());
  if (unit.starts_with('(') && unit.ends_with(')')) {
    unit = unit.substr(1, unit.size() - 2);
  } else if (unit.find('*') != std::string_view::npos) {
    return std::nullopt;  // "1/x*y" can be meant either way
  }
  std::string pretty;
  for (const std::string_view part : base::split(unit, '*')) {
    const std::string_view factor = base::trim(part);
    const std::string_view word = factor.substr(0, factor.find('^'));
    const std::string_view power = leading_exponent(factor.substr(word.size()));
    if (word.empty() || !std::all_of(word.begin(), word.end(), is_word_char) ||
        word.size() + power.size() != factor.size()) {
      return std::nullopt;
    }
    const auto exponent = power.empty() ? 1 : *base::parse_int(power.substr(1));
    pretty +=
        (pretty.empty() ? "" : "·") + pretty_word(word) + superscript(-static_cast<int>(exponent));
  }
  return pretty;
}

/// The digits as subscripts; nothing if there is anything else.
std::optional<std::string> subscript(std::string_view digits) {
  constexpr std::array<std::string_view, 10> subscripts = {"₀", "₁", "₂", "₃", "₄",
                                                           "₅", "₆", "₇", "₈", "₉"};
  std::string text;
  for (const char c : digits) {
    if (!is_digit(c)) {
      return std::nullopt;
    }
    text += subscripts[static_cast<std::size_t>(c - '0')];
  }
  return text.empty() ? std::nullopt : std::optional(text);
}

}  // namespace

std::string pretty_unit(std::string_view unit) {
  if (unit == "1") {
    return "";
  }
  const std::string safe = base::printable(unit);
  return pretty_reciprocal(safe).value_or(pretty_words(safe));
}

std::string pretty_name(std::string_view name) {
  constexpr std::array<Spelling, 30> spellings = {
      {{"alpha", "α"}, {"beta", "β"},  {"gamma", "γ"}, {"delta", "δ"},  {"epsilon", "ε"},
       {"zeta", "ζ"},  {"eta", "η"},   {"theta", "θ"}, {"kappa", "κ"},  {"lambda", "λ"},
       {"mu", "µ"},    {"nu", "ν"},    {"xi", "ξ"},    {"rho", "ρ"},    {"sigma", "σ"},
       {"tau", "τ"},   {"phi", "φ"},   {"chi", "χ"},   {"psi", "ψ"},    {"omega", "ω"},
       {"Gamma", "Γ"}, {"Delta", "Δ"}, {"Theta", "Θ"}, {"Lambda", "Λ"}, {"Sigma", "Σ"},
       {"Phi", "Φ"},   {"Psi", "Ψ"},   {"Omega", "Ω"}, {"dG", "ΔG"},    {"ddG", "ΔΔG"}}};
  std::string pretty;
  for (const std::string_view part : base::split(name, '_')) {
    const auto low = pretty.empty() ? std::nullopt : subscript(part);
    const bool first = part.data() == name.data();
    pretty += low ? *low : (first ? "" : "_") + respelled(part, spellings);
  }
  return base::printable(pretty);
}

std::string pretty_text(std::string_view text) {
  const auto in_name = [](char c) { return is_word_char(c) || is_digit(c) || c == '_'; };
  const std::size_t described = std::min(text.find(" ("), text.size());
  std::string pretty;
  for (std::size_t at = 0; at < described;) {
    std::size_t end = at;
    while (end < described && in_name(text[end])) {
      ++end;
    }
    const std::size_t length = std::max<std::size_t>(end - at, 1);
    const std::string_view piece = text.substr(at, length);
    pretty += is_word_char(piece.front()) ? pretty_name(piece) : std::string(piece);
    at += length;
  }
  return pretty.append(text.substr(described));
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
  if (unit.empty()) {
    return fmt::format(" [×{}]", power);
  }
  return fmt::format(" [{} {}]", power, unit);
}

}  // namespace heatreel::render
