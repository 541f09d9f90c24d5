// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "option.hpp"

#include "heatreel/config/sweep_config.hpp"

namespace heatreel::config {

/// Checks what only the model can tell, and completes what was left out.
/// \throws base::UsageError, base::ConfigError naming option and source
SweepConfig resolve_sweep(const Settings& settings, model::Model model);

/// The same of one simulation, of which nothing is swept and no metric need be taken.
Simulation resolve_simulation(const Settings& settings, model::Model model);

}  // namespace heatreel::config
