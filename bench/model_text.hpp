// SPDX-License-Identifier: GPL-3.0-or-later
// Model files of any size, for the benchmarks. Each has three parameters and unequal initial
// values.
#pragma once

#include <string>

namespace heatreel::bench {

/// A recurrent network: rate = -x + c·tanh(sum of n products).
std::string dense_network(int n);

/// n oscillators, each coupled to each: c/n · sum of sin(x_j - x_i).
std::string kuramoto(int n);

/// Lorenz (1996) on a ring of n states, driven by c.
std::string lorenz96(int n);

/// The diffusing Brusselator of Hairer & Wanner, IV.1, by the method of lines: `states` is even; c,
/// d and e are A, B and the diffusion. States are u0 v0 u1 v1 …
std::string brusselator(int states);

/// Gray & Scott's reaction on a torus of n × n points, two states a point.
std::string gray_scott(int n);

/// 320 states, x_i' = speed·k_i·(x_{i-1} - x_i), where k grows from 1 to 1e6 and x_{-1} is 1.
std::string chain();

}  // namespace heatreel::bench
