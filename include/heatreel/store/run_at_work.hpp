// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>

namespace heatreel::store {

/// The run that holds the RunLock of a result file, in words to be shown; nothing if there is none
/// that gives a sign of life. Only looks: takes no lock, so no run is disturbed.
std::optional<std::string> run_at_work(const std::string& result_path);

}  // namespace heatreel::store
