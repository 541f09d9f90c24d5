// SPDX-License-Identifier: GPL-3.0-or-later
// Dormand & Prince's method with Hairer's step control, one cell after another, for four problems.
// Each brings a state from t = 0 to t_end at the tolerances rtol and rtol / 1000.
#pragma once

#include <vector>

namespace heatreel::bench {

void dopri5_lorenz63(double rho, double t_end, double rtol, std::vector<double>& state);
void dopri5_fitzhugh_nagumo(double stimulus, double t_end, double rtol, std::vector<double>& state);
void dopri5_lorenz96_40(double drive, double t_end, double rtol, std::vector<double>& state);
/// States: 7 x, 7 y, 7 dx/dt, 7 dy/dt.
void dopri5_pleiades(double gravity, double t_end, double rtol, std::vector<double>& state);

}  // namespace heatreel::bench
