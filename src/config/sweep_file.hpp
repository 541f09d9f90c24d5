// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "given.hpp"

#include <string>
#include <string_view>

namespace heatreel::config {

/// The options of `run` in the text of a sweep file: `name = value` lines as Boost.Program_options
/// reads them ('#' starts a comment anywhere). Tolerates a byte order mark and CRLF.
/// \param file its path, for messages and for the model files it names
/// \throws base::ConfigError with file and line
RawOptions read_sweep_file(std::string_view text, const std::string& file);

}  // namespace heatreel::config
