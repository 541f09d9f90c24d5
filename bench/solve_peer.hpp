// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>

namespace bench {

/// Amplitude and period of P at one cell of the predator–prey sweep.
struct PredatorMetrics {
  double amplitude;
  double period;
};

/// The same simulation as the sweep's: classic RK4 with 2600 steps of 1 min, metrics of the last
/// 30 %, as a scientist would write it in C++ with Boost.odeint.
PredatorMetrics solve_with_odeint(double G, double rec, double assoc_ddg);

/// Lorenz' system, `steps` classic RK4 steps of size h in a plain loop; `state` is advanced.
void lorenz_plain(std::array<double, 3>& state, double rho, double h, int steps);

}  // namespace bench
