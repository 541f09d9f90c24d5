// SPDX-License-Identifier: GPL-3.0-or-later
#include "heatreel/expr/source_location.hpp"

#include <fmt/format.h>

#include "heatreel/base/error.hpp"
#include "heatreel/base/text.hpp"

namespace heatreel::expr {

SourceLocation locate(const SourceLocation& start, std::string_view text, std::size_t offset) {
  SourceLocation place = start;
  for (const char c : text.substr(0, offset)) {
    if (c == '\n' && start.line > 0) {
      ++place.line;
      place.column = 1;
    } else if ((static_cast<unsigned char>(c) & 0xC0U) != 0x80U) {  // not inside a character
      ++place.column;
    }
  }
  return place;
}

void complain(const SourceLocation& where, const std::string& problem, const std::string& why,
              const std::string& suggestion) {
  const std::string source = base::printable(where.source);
  const std::string place = where.line > 0
                                ? fmt::format("{}:{}:{}", source, where.line, where.column)
                                : fmt::format("{}, column {}", source, where.column);
  throw base::ConfigError({place + ": " + problem, why, suggestion});
}

}  // namespace heatreel::expr
