// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include "heatreel/app/rank_profile.hpp"

namespace heatreel::app {

/// Lets the calling thread, and threads it makes from now on, run on every processor that a rank
/// of its host is bound to. mpirun binds a rank to one or two cores. While rank 0 encodes, the
/// other ranks sleep and their cores are free. \param ranks profiles of all ranks
void borrow_processors(const std::vector<RankProfile>& ranks);

}  // namespace heatreel::app
