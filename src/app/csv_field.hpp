// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

namespace heatreel::app {

/// A text as a field of a CSV table: in quotes where a comma or a quote would be mistaken.
std::string csv_field(const std::string& text);

}  // namespace heatreel::app
