// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "heatreel/base/text.hpp"

namespace heatreel::render {

inline std::string replace_all(std::string text, std::string_view from, std::string_view to) {
  for (std::size_t at = text.find(from); at != std::string::npos;
       at = text.find(from, at + to.size())) {
    text.replace(at, from.size(), to);
  }
  return text;
}

/// The number that a typographic label shows: "−2×10⁻³" → -0.002. Nothing if it is no number.
inline std::optional<double> read_label(std::string label, int exponent) {
  static const std::array<std::pair<const char*, const char*>, 11> superscripts = {{{"⁻", "-"},
                                                                                    {"⁰", "0"},
                                                                                    {"¹", "1"},
                                                                                    {"²", "2"},
                                                                                    {"³", "3"},
                                                                                    {"⁴", "4"},
                                                                                    {"⁵", "5"},
                                                                                    {"⁶", "6"},
                                                                                    {"⁷", "7"},
                                                                                    {"⁸", "8"},
                                                                                    {"⁹", "9"}}};
  label = replace_all(label, "−", "-");
  bool has_power = false;
  for (const auto& [high, plain] : superscripts) {
    has_power |= label.find(high) != std::string::npos;
  }
  if (has_power) {
    const std::size_t power = label.rfind("10");
    std::string mantissa = replace_all(label.substr(0, power), "×", "");
    mantissa += mantissa.empty() || mantissa == "-" ? "1" : "";
    label = mantissa + "e" + label.substr(power + 2);
    for (const auto& [high, plain] : superscripts) {
      label = replace_all(label, high, plain);
    }
  } else {
    label += "e" + std::to_string(exponent);
  }
  return base::parse_double(label);
}

}  // namespace heatreel::render
