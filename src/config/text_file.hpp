// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <string>

namespace heatreel::config {

/// A sweep or model file as text.
/// \param label what names it in messages, such as `--model`
/// \param most_bytes how large it may be
/// \throws base::ConfigError if it cannot be read, is larger, or holds NUL bytes
std::string read_text_file(const std::string& path, const std::string& label,
                           std::size_t most_bytes = std::size_t{1} << 20U);

}  // namespace heatreel::config
