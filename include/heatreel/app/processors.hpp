// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

namespace heatreel::app {

/// Name of the machine this process runs on.
std::string host_name();

/// This process' host and the processors it is bound to, as one line: "node1 0,1,4".
std::string describe_processors();

/// Lets the calling thread, and threads it makes from now on, run on every processor that a rank
/// of its host is bound to. mpirun binds a rank to a core or two; while rank 0 encodes and the
/// others sleep, theirs are free. \param ranks what describe_processors() said on each rank
void borrow_processors(const std::vector<std::string>& ranks);

}  // namespace heatreel::app
