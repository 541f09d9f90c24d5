// SPDX-License-Identifier: GPL-3.0-or-later
// Kernels as JSON. share/explore/kernel.mjs reads them.
#pragma once

#include "derived_values.hpp"
#include "kernel.hpp"

#include <string>

namespace heatreel::solve {

std::string to_json(const Kernel& kernel);

/// For each row that a cell takes from one kernel to another of the same simulation: its slot there
/// and here.
std::string rows_to_json(const Kernel& from, const Kernel& to);

std::string to_json(const DerivedProgram& program);

}  // namespace heatreel::solve
