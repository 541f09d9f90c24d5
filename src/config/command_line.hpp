// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "given.hpp"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace heatreel::config {

/// A command's arguments, taken apart.
struct CommandLine {
  RawOptions options;
  std::vector<std::string> positionals;

  bool holds(std::string_view option) const;
};

/// \param arguments what stands after the command
/// \throws base::UsageError
CommandLine read_command_line(std::string_view command, std::span<const std::string> arguments);

}  // namespace heatreel::config
