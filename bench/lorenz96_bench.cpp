// SPDX-License-Identifier: GPL-3.0-or-later
// The fixed-step loop at many sizes: Lorenz-96 with rk4 against a loop written by hand.
#include "lorenz96_peer.hpp"
#include "model_text.hpp"
#include "sweep_of_cells.hpp"
#include "timing.hpp"

#include <cmath>
#include <cstdint>

#include <fmt/format.h>

namespace {

using namespace heatreel;

constexpr double h = 0.01;
constexpr int steps = 200;
/// States times cells of a run, about: keeps runs short.
constexpr std::int64_t work = 80'000;

void measure(int states) {
  const std::int64_t cells = work / states / 64 * 64;
  const bench::SweepOfCells sweep{bench::lorenz96(states), "c", 7.9, 8.1, cells};
  const model::Model model = model::parse_model(sweep.text, "bench");
  const grid::ParameterGrid grid = grid_of(model, sweep);
  solve::CellSolver solver(model, grid, {}, {{"x0", metric::Kind::final}},
                           {steps * h, h, 1.0 / steps});
  bench::Lorenz96Loop loop(static_cast<std::size_t>(states));
  const std::vector<double> initial = bench::initial_state(model);
  solve::ChunkResult result = solver.solve({0, cells});
  double worst = 0.0;
  const bench::Timing timing = bench::compare(
      [&] {
        result = solver.solve({0, cells});
      },
      [&] {
        for (std::int64_t first = 0; first < cells; first += bench::Lorenz96Loop::cells) {
          bench::Lorenz96Loop::Row drive{};
          for (std::size_t c = 0; c < drive.size(); ++c) {
            drive[c] = grid.values(first + static_cast<std::int64_t>(c))[0];
          }
          const auto x0 = loop.solve(initial, drive, h, steps);
          worst = std::max(worst, std::abs(x0[0] - result.values[0][first]));
        }
      });
  const double updates = static_cast<double>(cells) * states * steps;
  fmt::print(
      "Lorenz-96, rk4, {} states: {:.2f} x the loop ({:.3f} : {:.3f} ns a state and step; they "
      "differ "
      "by {:.1g})\n",
      states, timing.ratio, timing.ours / updates * 1e9, timing.peer / updates * 1e9, worst);
  std::fflush(stdout);
}

}  // namespace

int main() {
  for (const int states : {4, 20, 40, 80, 160, 320}) {
    measure(states);
  }
}
