// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

namespace heatreel::config {

/// A sweep or model file as text, at most 1 MiB.
/// \param label what names it in messages, such as `--model`
/// \throws base::ConfigError if it cannot be read, is larger, or holds NUL bytes
std::string read_text_file(const std::string& path, const std::string& label);

}  // namespace heatreel::config
