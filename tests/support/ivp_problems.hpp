// SPDX-License-Identifier: GPL-3.0-or-later
// Published test problems as model files, for tests and benchmarks. Where nothing else is said,
// their source is F. Mazzia & C. Magherini, Test Set for Initial Value Problem Solvers,
// release 2.4, University of Bari (2008).
#pragma once

#include <string>

namespace heatreel::ivp {

std::string hires();           ///< 8 states; parameter k is 280 in the source
std::string pollution();       ///< 20 states; parameter k is the source's k1
std::string oregonator();      ///< 3 states
std::string ring_modulator();  ///< 15 states

/// Chemical reaction with amounts from 1e-3 down to 1e-23. The source's y2 - y3 - y4 is 0 for ever,
/// so y2 is derived here: as a state, rounding moves it away from y3 + y4 by more than what is left
/// at the end.
std::string e5();

/// The source's medical Akzo Nobel problem on fewer points than its 200: states u0 v0 u1 …;
/// parameter k. What flows in stops at t = 5.
std::string medical_akzo(int points);

/// Seven stars in a plane, after Hairer, Nørsett & Wanner, II.10: states x0 … x6 y0 … vx0 … vy0 …;
/// parameter g is 1 in the source.
std::string pleiades();

}  // namespace heatreel::ivp
