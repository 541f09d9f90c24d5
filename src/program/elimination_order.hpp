// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "heatreel/program/lane_lu.hpp"

namespace heatreel::program {

/// An order of elimination that keeps fill small: which unknown comes first, second, …
/// It depends on the pattern alone, which counts as symmetric here.
std::vector<std::uint32_t> elimination_order(std::size_t n, std::span<const MatrixEntry> pattern);

}  // namespace heatreel::program
