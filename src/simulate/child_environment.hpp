// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "heatreel/simulate/program_simulation.hpp"

namespace heatreel::simulate {

/// Whether an environment variable tells a process its place in an MPI job or a Slurm step, so that
/// an MPI program that sees it takes itself for a part of that job.
bool is_of_mpi_job(std::string_view name);

/// This process' environment for a program that it starts, as NAME=VALUE. It holds the mark by
/// which the guard finds what this process has started (see guard.hpp).
std::vector<std::string> child_environment(MpiEnvironment mpi);

}  // namespace heatreel::simulate
