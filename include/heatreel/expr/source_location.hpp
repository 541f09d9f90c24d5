// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace heatreel::expr {

/// Where a text comes from, for error messages.
struct SourceLocation {
  std::string source;  ///< a file's name, or an option such as `--metric`
  int line = 0;        ///< 1-based; 0 where a text has no lines (an option)
  int column = 1;      ///< 1-based column of the text's first character, counted in characters

  bool operator==(const SourceLocation&) const = default;
};

/// The place of byte `offset` in a UTF-8 `text` whose first character is at `start`. Line feeds in
/// the text lead to the first column of the next line.
SourceLocation locate(const SourceLocation& start, std::string_view text, std::size_t offset);

/// What is wrong at a place, why, and what to do; `why` and `suggestion` may be empty.
/// \throws base::ConfigError always: `SOURCE:LINE:COLUMN: PROBLEM (WHY) SUGGESTION`, or
///         `SOURCE, column COLUMN: …` where there are no lines
[[noreturn]] void complain(const SourceLocation& where, const std::string& problem,
                           const std::string& why = {}, const std::string& suggestion = {});

}  // namespace heatreel::expr
