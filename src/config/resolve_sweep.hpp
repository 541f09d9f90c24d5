// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "option.hpp"

#include "heatreel/config/sweep_config.hpp"

namespace heatreel::config {

/// Checks what only the model can tell, and completes what was left out.
/// \throws base::UsageError, base::ConfigError naming option and source
SweepConfig resolve_sweep(const Settings& settings, model::Model model);

/// The same of a sweep whose cells a program simulates. Whether there is the program, it does not
/// ask. \pre --command or --worker is given
SweepConfig resolve_program_sweep(const Settings& settings);

/// The same of one model, of which nothing is swept and no metric need be taken.
TracedModel resolve_model(const Settings& settings, model::Model model);

}  // namespace heatreel::config
