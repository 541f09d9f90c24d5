// SPDX-License-Identifier: GPL-3.0-or-later
// Speed of CellSolver, as ratios to code that a scientist would write by hand, on one core.
#include "solve_peer.hpp"
#include "timing.hpp"

#include <algorithm>
#include <cmath>
#include <fstream>
#include <iterator>
#include <memory>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "heatreel/model/model.hpp"
#include "heatreel/program/simd.hpp"
#include "heatreel/solve/cell_solver.hpp"

namespace {

using namespace heatreel;

using heatreel::bench::compare;
using heatreel::bench::Timing;

model::Model shipped_model(const std::string& name) {
  std::ifstream file(HEATREEL_SOURCE_DIR "/share/models/" + name + ".model");
  const std::string text((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
  return model::parse_model(text, name);
}

void predator_prey(program::Engine engine, const char* engine_name) {
  const model::Model model = shipped_model("predator-prey");
  const grid::ParameterGrid grid(grid::Axis::range("G", 50, 300, 50, grid::Spacing::linear),
                                 grid::Axis::range("rec", 10, 50, 50, grid::Spacing::linear),
                                 grid::Axis::range("assoc_ddg", -1, 1, 4, grid::Spacing::linear));
  const std::vector<metric::MetricSpec> metrics{{"P", metric::Kind::amplitude},
                                                {"P", metric::Kind::period}};
  solve::CellSolver solver(model, grid, {}, metrics, {2600.0, 1.0, 0.3}, engine);
  const auto cells = static_cast<double>(grid.cells());
  solve::ChunkResult result;
  std::vector<::bench::PredatorMetrics> peer_result(static_cast<std::size_t>(grid.cells()));
  const Timing timing = compare(
      [&] {
        result = solver.solve({0, grid.cells()});
      },
      [&] {
        for (grid::CellIndex c = 0; c < grid.cells(); ++c) {
          const auto [G, rec, ddg] = grid.values(c);
          peer_result[static_cast<std::size_t>(c)] = ::bench::solve_with_odeint(G, rec, ddg);
        }
      });
  int differing = 0;
  for (std::size_t c = 0; c < peer_result.size(); ++c) {
    const double theirs = peer_result[c].amplitude;
    differing += std::abs(result.values[0][c] - theirs) > 1e-2 * theirs + 1e-3 ? 1 : 0;
  }
  // At dt = 1, RK4 is unstable in some cells, where rounding decides what comes out.
  fmt::print(
      "predator-prey, rk4, {}: {:.0f} cells/s, {:.1f} x Boost.odeint ({:.0f} cells/s); {:.0f} % of "
      "amplitudes agree within 1 %\n",
      engine_name, cells / timing.ours, timing.ratio, cells / timing.peer,
      100.0 * (cells - differing) / cells);
}

void lorenz() {
  constexpr int steps = 1000;
  constexpr double h = 0.01;
  const model::Model model = shipped_model("lorenz");
  const grid::ParameterGrid grid(grid::Axis::range("rho", 20, 30, 6400, grid::Spacing::linear),
                                 grid::Axis::list("sigma", {10.0}),
                                 grid::Axis::list("beta", {8.0 / 3.0}));
  solve::CellSolver solver(model, grid, {}, {{"x", metric::Kind::final}},
                           {steps * h, h, 1.0 / steps});
  double sum = 0.0;
  const Timing timing = compare(
      [&] {
        solver.solve({0, grid.cells()});
      },
      [&] {
        for (grid::CellIndex c = 0; c < grid.cells(); ++c) {
          std::array<double, 3> state{1.0, 1.0, 1.0};
          ::bench::lorenz_plain(state, grid.values(c)[0], h, steps);
          sum += state[0];
        }
      });
  fmt::print("lorenz, rk4: {:.3g} steps/s, {:.1f} x a plain loop (checksum {:.3f})\n",
             static_cast<double>(grid.cells()) * steps / timing.ours, timing.ratio, sum);
}

/// The sweep that a fixed step gets wrong, by methods with error control against rk4 with dt = 1.
void against_rk4(solve::Integrator integrator, const char* name, double widest_ddg) {
  const model::Model model = shipped_model("predator-prey");
  const grid::ParameterGrid grid(
      grid::Axis::range("G", 50, 300, 25, grid::Spacing::linear),
      grid::Axis::range("rec", 10, 50, 25, grid::Spacing::linear),
      grid::Axis::range("assoc_ddg", -widest_ddg, widest_ddg, 25, grid::Spacing::linear));
  const std::vector<metric::MetricSpec> metrics{{"P", metric::Kind::amplitude},
                                                {"P", metric::Kind::period}};
  solve::IntegrationOptions options{2600.0, 1.0, 0.3};
  solve::CellSolver fixed(model, grid, {}, metrics, options);
  options.integrator = integrator;
  solve::CellSolver adaptive(model, grid, {}, metrics, options);
  solve::ChunkResult result;
  const Timing timing = compare(
      [&] {
        result = adaptive.solve({0, grid.cells()});
      },
      [&] {
        fixed.solve({0, grid.cells()});
      });
  const auto failed = std::count_if(result.status.begin(), result.status.end(), grid::is_failure);
  const auto cells = static_cast<double>(grid.cells());
  fmt::print(
      "predator-prey, assoc_ddg up to +-{:g}, {} at rtol {:g}: {:.0f} cells/s, {:.2f} x rk4 dt = 1 "
      "({:.0f} cells/s); {} cells failed\n",
      widest_ddg, name, options.rtol, cells / timing.ours, timing.ratio, cells / timing.peer,
      failed);
}

/// Cells whose cost varies by 100, in random order, against equal cells with the same total work:
/// an oscillator whose frequency sets the number of steps.
void unequal_cells() {
  const model::Model model = model::parse_model(
      "model clocked\ntime t to 1000 step 1\nstate x = 1\nstate v = 0\nparameter omega = 1\n"
      "parameter shift = 0\nparameter b = 0\nrate x = (omega + shift)*v\n"
      "rate v = -(omega + shift)*x\n",
      "clocked");
  constexpr int cells = 4000;
  // A stride prime to the number of cells visits the frequencies in an order without neighbours.
  std::vector<double> mixed;
  double total = 0.0;
  for (int i = 0; i < cells; ++i) {
    mixed.push_back(0.02 * std::pow(100.0, (i * 1619 % cells) / (cells - 1.0)) + 1e-9 * i);
    total += mixed.back();
  }
  std::vector<double> equal;
  for (int i = 0; i < cells; ++i) {
    equal.push_back(total / cells + 1e-9 * i);
  }
  solve::IntegrationOptions options{1000.0, 1.0, 0.3};
  options.integrator = solve::Integrator::dopri5;
  options.early_stop = false;  // all the work is to be done
  const auto solver = [&](const std::vector<double>& omega) {
    const grid::ParameterGrid grid(grid::Axis::list("omega", omega),
                                   grid::Axis::list("shift", {0.0}), grid::Axis::list("b", {0.0}));
    return std::make_unique<solve::CellSolver>(
        model, grid, solve::ParameterSettings{},
        std::vector<metric::MetricSpec>{{"x", metric::Kind::amplitude}}, options);
  };
  const auto unequal_solver = solver(mixed);
  const auto equal_solver = solver(equal);
  const Timing timing = compare(
      [&] {
        unequal_solver->solve({0, cells});
      },
      [&] {
        equal_solver->solve({0, cells});
      });
  fmt::print("cells whose cost varies by 100: {:.0f} % of the throughput of equal cells\n",
             100.0 * timing.ratio);
}

/// Early stop against integrating every period: cells on limit cycles, and cells that are chaotic
/// and so are watched in vain.
void early_stop(const char* name, const grid::ParameterGrid& grid, const metric::MetricSpec& metric,
                double t_end, double tail) {
  const model::Model model = shipped_model(name);
  solve::IntegrationOptions options{t_end, 1.0, tail, solve::Integrator::automatic};
  solve::CellSolver stopping(model, grid, {}, {metric}, options);
  options.early_stop = false;
  solve::CellSolver whole(model, grid, {}, {metric}, options);
  const Timing timing = compare(
      [&] {
        stopping.solve({0, grid.cells()});
      },
      [&] {
        whole.solve({0, grid.cells()});
      });
  fmt::print("{} until {:g}, tail {:g} %: {:.2f} x as fast as without early stop\n", name, t_end,
             100.0 * tail, timing.ratio);
}

void early_stops() {
  const auto axis = [](const char* name, double low, double high, std::int64_t count) {
    return grid::Axis::range(name, low, high, count, grid::Spacing::linear);
  };
  early_stop("brusselator",
             {axis("A", 0.5, 1.5, 16), axis("B", 1, 5, 16), grid::Axis::list("X_0", {1.0})},
             {"X", metric::Kind::amplitude}, 2000.0, 0.1);
  early_stop("predator-prey",
             {axis("G", 50, 300, 20), axis("rec", 10, 50, 20), axis("assoc_ddg", -1, 1, 20)},
             {"P", metric::Kind::amplitude}, 2600.0, 0.3);
  early_stop("lorenz", {axis("rho", 25, 40, 8), axis("sigma", 9, 11, 8), axis("beta", 2, 3, 8)},
             {"x", metric::Kind::amplitude}, 500.0, 0.3);
}

}  // namespace

/// \pre an argument, if there is one, is `avx2`: so both of the figures that are asked for can be
/// measured on one machine
int main(int argc, char** /*argv*/) {
  program::use_simd(argc > 1 ? program::Simd::avx2 : program::Simd::automatic);
  fmt::print("target: {}\n", program::simd_target());
  predator_prey(program::Engine::automatic, "machine code");
  predator_prey(program::Engine::interpreter, "interpreter");
  lorenz();
  against_rk4(solve::Integrator::automatic, "auto", 5.0);
  against_rk4(solve::Integrator::automatic, "auto", 1.0);
  against_rk4(solve::Integrator::rodas5p, "rodas5p", 5.0);
  unequal_cells();
  early_stops();
}
