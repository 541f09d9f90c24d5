// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>

#include "heatreel/config/output_check.hpp"

namespace heatreel::config {

/// The path that a symbolic link at `path` leads to, whether that file exists or not; without a
/// link, `path`. Nothing if links form a circle.
std::optional<std::string> follow_links(const std::string& path);

/// Checks that no two outputs are one file and that none is an input: compares where paths lead,
/// through all links and `..`, and, of files that are there, device and inode, so that hard links
/// count too. \throws base::UsageError that names both
void check_apart(const CommandFiles& files);

}  // namespace heatreel::config
