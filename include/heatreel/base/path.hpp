// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

namespace heatreel::base {

/// The folder that a path leads into, "." for a bare file name.
std::string folder_of(const std::string& path);

}  // namespace heatreel::base
