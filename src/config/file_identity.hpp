// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>

#include "heatreel/config/output_check.hpp"

namespace heatreel::config {

/// What a symbolic link at `path` stands for, whether it is there or not; otherwise `path` itself.
/// Nothing if links lead back to themselves.
std::optional<std::string> follow_links(const std::string& path);

/// Checks that no two outputs are one file and that none is an input: compares where paths lead,
/// through all links and `..`, and, of files that are there, device and inode, so that hard links
/// count too. \throws base::UsageError that names both
void check_apart(const CommandFiles& files);

}  // namespace heatreel::config
