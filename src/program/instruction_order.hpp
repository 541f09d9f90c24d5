// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

#include "heatreel/program/program.hpp"

namespace heatreel::program {

/// The same program with its instructions in another order, in which fewer values are alive at
/// once and what others wait for longest comes first. Numbers stay the same to the last bit.
Program reordered(const Program& program);

/// Cycles that the longest chain of dependent instructions takes, roughly.
std::uint32_t critical_path(const Program& program);

}  // namespace heatreel::program
