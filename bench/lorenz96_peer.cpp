// SPDX-License-Identifier: GPL-3.0-or-later
// Compiled with -O3 -march=native.
#include "lorenz96_peer.hpp"

namespace heatreel::bench {

namespace {

using Row = Lorenz96Loop::Row;
constexpr std::size_t cells = Lorenz96Loop::cells;

/// \param state,slope the row of the first state
void rates(std::size_t n, Row* __restrict state, const Row& drive, Row* __restrict slope) {
  state[-2] = state[n - 2];
  state[-1] = state[n - 1];
  state[n] = state[0];
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t c = 0; c < cells; ++c) {
      slope[i][c] = (state[i + 1][c] - state[i - 2][c]) * state[i - 1][c] - state[i][c] + drive[c];
    }
  }
}

/// to = from + factor·slope
void advance(std::size_t n, const Row* __restrict from, const Row* __restrict slope, double factor,
             Row* __restrict to) {
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t c = 0; c < cells; ++c) {
      to[i][c] = from[i][c] + factor * slope[i][c];
    }
  }
}

/// sum += weight·slope; stage = from + distance·slope
void advance(std::size_t n, const Row* __restrict from, const Row* __restrict slope, double weight,
             double distance, Row* __restrict sum, Row* __restrict stage) {
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t c = 0; c < cells; ++c) {
      sum[i][c] += weight * slope[i][c];
      stage[i][c] = from[i][c] + distance * slope[i][c];
    }
  }
}

}  // namespace

Lorenz96Loop::Lorenz96Loop(std::size_t states)
    : states_(states),
      state_(states + 3),
      slope_(states + 3),
      stage_(states + 3),
      sum_(states + 3) {}

void Lorenz96Loop::step(const Row& drive, double h) {
  const std::size_t n = states_;
  Row* const x = state_.data() + 2;
  Row* const k = slope_.data() + 2;
  Row* const z = stage_.data() + 2;
  Row* const sum = sum_.data() + 2;
  rates(n, x, drive, k);
  advance(n, x, k, h / 6, sum);
  advance(n, x, k, h / 2, z);
  rates(n, z, drive, k);
  advance(n, x, k, h / 3, h / 2, sum, z);
  rates(n, z, drive, k);
  advance(n, x, k, h / 3, h, sum, z);
  rates(n, z, drive, k);
  advance(n, sum, k, h / 6, x);
}

Row Lorenz96Loop::solve(const std::vector<double>& initial, const Row& drive, double h, int steps) {
  for (std::size_t i = 0; i < states_; ++i) {
    state_[i + 2].fill(initial[i]);
  }
  for (int n = 0; n < steps; ++n) {
    step(drive, h);
  }
  return state_[2];
}

}  // namespace heatreel::bench
