// SPDX-License-Identifier: GPL-3.0-or-later
#include "csv_field.hpp"

namespace heatreel::app {

std::string csv_field(const std::string& text) {
  if (text.find_first_of(",\"") == std::string::npos) {
    return text;
  }
  std::string quoted = "\"";
  for (const char c : text) {
    quoted += c == '"' ? "\"\"" : std::string(1, c);
  }
  return quoted + '"';
}

}  // namespace heatreel::app
