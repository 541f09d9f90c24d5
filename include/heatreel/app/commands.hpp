// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "heatreel/app/crew.hpp"
#include "heatreel/app/stop_request.hpp"
#include "heatreel/base/error.hpp"
#include "heatreel/config/command.hpp"

namespace heatreel::app {

// Each command's work. They print to standard output and throw base::Error.

/// On rank 0, with follow() on all others: the sweep, its movies and a summary.
base::ExitCode run(const config::RunCommand& command, Crew& crew, StopRequest& stop);

/// On every rank but 0: takes part in the run that rank 0 shares, or ends.
base::ExitCode follow(Crew& crew, const StopRequest& stop);

/// On one rank: exports a result file for other programs. \throws Interrupted when a stop is
/// requested; the unfinished file is removed
base::ExitCode export_data(const config::ExportCommand& command, const StopRequest& stop);

/// On one rank: simulates one cell and tells how it goes over time. The exit code tells whether the
/// simulation failed.
base::ExitCode trace(const config::TraceCommand& command, const StopRequest& stop);

/// On one rank: computes random cells of a result file again. The exit code tells whether one
/// differs.
base::ExitCode verify(const config::VerifyCommand& command);

/// On one rank: what a result file holds.
base::ExitCode info(const config::InfoCommand& command);

/// On one rank: the shipped models, or one model.
base::ExitCode models(const config::ModelsCommand& command);

/// The program's version and those of the libraries it runs with.
base::ExitCode print_version();

}  // namespace heatreel::app
