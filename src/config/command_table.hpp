// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "command_line.hpp"

#include <string>
#include <string_view>
#include <vector>

#include "heatreel/config/command.hpp"

namespace heatreel::config {

/// A command: what the help says of it, and what becomes of its arguments.
struct CommandSpec {
  std::string name;
  std::string summary;             ///< one line
  std::vector<std::string> usage;  ///< after `Usage: `, one line each
  std::string details;             ///< a paragraph
  std::vector<std::string> examples;
  std::string argument;  ///< the positional argument, such as `FILE.nc`
  bool needs_argument = true;
  Command (*build)(const CommandLine& line) = nullptr;
};

/// The commands in the order of the help.
const std::vector<CommandSpec>& command_table();

/// \throws base::UsageError for an unknown name
const CommandSpec& find_command(const std::string& name);

Command build_run(const CommandLine& line);
Command build_render(const CommandLine& line);
Command build_export(const CommandLine& line);
Command build_explore(const CommandLine& line);
Command build_trace(const CommandLine& line);
Command build_verify(const CommandLine& line);
Command build_info(const CommandLine& line);
Command build_models(const CommandLine& line);

}  // namespace heatreel::config
