// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "command_line.hpp"

#include <string>

namespace heatreel::config {

/// Whether a continued run keeps --max-failed, or goes on whatever number of cells fail.
enum class FailureLimit { kept, lifted };

/// The command line that continues the run that `line` started, as one types it into a shell.
std::string resuming_command(const CommandLine& line, FailureLimit limit);

}  // namespace heatreel::config
