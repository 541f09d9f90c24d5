// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace heatreel::render {

/// U+2212; a hyphen is too short for a number.
inline constexpr std::string_view minus_sign = "\u2212";

/// The integer in superscript digits: −3 → "⁻³".
std::string superscript(int number);

/// "10⁻³"
std::string power_of_ten(int exponent);

/// digits × 10^(−decimals) with exactly that many decimals: (−250, 2) → "−2.50"; 0 is "0".
std::string decimal_text(std::int64_t digits, int decimals);

/// A value to at most `significant` digits, without trailing zeros; very large and very small ones
/// as "3.5×10⁻⁷".
std::string value_text(double value, int significant);

}  // namespace heatreel::render
