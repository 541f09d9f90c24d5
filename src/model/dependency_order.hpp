// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <vector>

namespace heatreel::model {

/// For each thing the numbers of those that it uses.
using Uses = std::vector<std::vector<std::size_t>>;

/// An order in which each comes after those that it uses (Kahn's algorithm). Things that wait for
/// each other, and those that use them, are left out.
std::vector<std::size_t> dependency_order(const Uses& uses);

/// Things that wait for each other: each uses the next one, and the last one uses the first.
/// \pre dependency_order() leaves some out
std::vector<std::size_t> find_cycle(const Uses& uses);

}  // namespace heatreel::model
