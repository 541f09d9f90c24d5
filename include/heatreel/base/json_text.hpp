// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>

namespace heatreel::base {

/// `text` as a JSON string, in quotes. Bytes that are not ASCII stay as they are.
std::string json_string(std::string_view text);

/// The number, exactly. JSON has no numbers that are not finite: they are the strings "NaN",
/// "Infinity" and "-Infinity", which JavaScript's Number() reads.
std::string json_number(double value);

/// `[…]` of what `to_text` makes of each item.
template <class Range, class ToText>
std::string json_list(const Range& items, ToText to_text) {
  std::string text = "[";
  for (const auto& item : items) {
    text += text.size() > 1 ? "," : "";
    text += to_text(item);
  }
  return text + "]";
}

}  // namespace heatreel::base
