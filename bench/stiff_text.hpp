// SPDX-License-Identifier: GPL-3.0-or-later
// Stiff model files. Sources of the first three: Test Set for IVP Solvers, Mazzia & Magherini
// (2008).
#pragma once

#include <string>

namespace heatreel::bench {

std::string hires();         ///< 8 states; parameter k is 280 in the source
std::string pollution();     ///< 20 states; parameter k is the source's k1
std::string medical_akzo();  ///< 50 points of the source's 200, 100 states u0 v0 u1 …; parameter k
/// 320 states, x_i' = speed·k_i·(x_{i-1} - x_i), where k grows from 1 to 1e6 and x_{-1} is 1.
std::string chain();

}  // namespace heatreel::bench
