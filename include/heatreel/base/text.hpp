// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace heatreel::base {

/// `text` without white space at both ends.
std::string_view trim(std::string_view text);

/// The parts of `text` between separators; "" gives one empty part.
std::vector<std::string_view> split(std::string_view text, char separator);

/// The whole of `text` as a number, independent of the locale; nothing if any character is left
/// over. Accepts what a scientist types: 1, -2.5, 1e-3, inf, nan.
std::optional<double> parse_double(std::string_view text);
std::optional<std::int64_t> parse_int(std::string_view text);

/// The shortest decimal text that reads back as exactly `value`.
std::string format_exact(double value);

/// The name most like `name` (fewest insertions, deletions, substitutions and swaps, letter case
/// ignored), or nothing if none is similar enough.
std::optional<std::string> nearest_name(std::string_view name, std::span<const std::string> known);

/// " Did you mean 'X'?" style suggestion for an unknown name, or a list of the known names.
std::string suggest_name(std::string_view name, std::span<const std::string> known);

/// True for a name that models, metrics and netCDF variables may have: [A-Za-z_][A-Za-z0-9_]*.
bool is_identifier(std::string_view text);

/// `text` safe to print: control characters and bytes that are not valid UTF-8 become '?'.
std::string printable(std::string_view text);

/// 1536 → "1.5 KiB".
std::string format_bytes(std::uint64_t bytes);

/// 93.5 → "1 min 34 s"; 0.0123 → "12.3 ms".
std::string format_seconds(double seconds);

/// 1234567 → "1,234,567". \param count not negative
std::string format_count(std::int64_t count);

}  // namespace heatreel::base
