// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstddef>
#include <vector>

namespace heatreel::bench {

/// Classic RK4 of Lorenz (1996) as one writes it by hand for a compiler that vectorises: 8 cells
/// side by side, neighbours on the ring by copies at its ends instead of a modulo in the loop.
class Lorenz96Loop {
 public:
  static constexpr std::size_t cells = 8;
  struct alignas(64) Row : std::array<double, cells> {};

  explicit Lorenz96Loop(std::size_t states);

  /// Final x0 of 8 cells that begin at `initial`. \pre initial holds one value a state
  Row solve(const std::vector<double>& initial, const Row& drive, double h, int steps);

 private:
  void step(const Row& drive, double h);

  std::size_t states_;
  std::vector<Row> state_, slope_, stage_, sum_;  ///< two rows before the states, one after them
};

}  // namespace heatreel::bench
