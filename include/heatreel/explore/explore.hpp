// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "heatreel/app/stop_request.hpp"
#include "heatreel/base/error.hpp"
#include "heatreel/config/command.hpp"

namespace heatreel::explore {

/// On one rank: makes a page of a result file. \throws base::Error; Interrupted when a stop is
/// requested, and the unfinished page is removed
base::ExitCode explore(const config::ExploreCommand& command, const app::StopRequest& stop);

}  // namespace heatreel::explore
