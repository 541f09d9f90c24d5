// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "option.hpp"

#include "heatreel/config/command_file.hpp"

namespace heatreel::config {

/// A sweep, and the file that what it simulates is read from.
struct LoadedSweep {
  SweepConfig sweep;
  CommandFile input = {};  ///< without a path for a shipped model
};

/// Reads what is simulated, and resolves the sweep: the model that --model names, or the program
/// of --command or --worker, which must be there. A model file that a sweep file names is looked
/// for beside that.
/// \throws base::UsageError, base::ConfigError naming option and source
LoadedSweep load_sweep(const Settings& settings);

}  // namespace heatreel::config
