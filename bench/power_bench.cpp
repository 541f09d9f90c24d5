// SPDX-License-Identifier: GPL-3.0-or-later
// Powers whose exponent is a parameter: the routine against std::pow, and sweeps with p^n against
// the same with p^2.
#include "timing.hpp"

#include <array>
#include <cmath>
#include <string>

#include <fmt/format.h>

#include "heatreel/model/model.hpp"
#include "heatreel/program/executor.hpp"
#include "heatreel/program/simd.hpp"
#include "heatreel/solve/cell_solver.hpp"

namespace {

using namespace heatreel;

void routine() {
  constexpr std::size_t count = program::lanes;
  constexpr int times = 20'000;
  expr::Graph graph;
  program::SlotTable slots;
  const expr::NodeId x = graph.input("x");
  const expr::NodeId y = graph.input("y");
  const expr::NodeId result = graph.input("result");
  slots.place(x);
  slots.place(y);
  const program::Assignment power{result, graph.apply(expr::Op::power, x, y)};
  program::Executor executor(program::make_code(program::compile(graph, {&power, 1}, {}, slots),
                                                program::Engine::automatic));
  program::LaneMemory memory(slots.size());
  std::array<double, count> bases{};
  std::array<double, count> exponents{};
  for (std::size_t i = 0; i < count; ++i) {
    bases[i] = std::exp(-3.0 + 6.0 * static_cast<double>(i) / count);
    exponents[i] = 0.5 + 3.5 * static_cast<double>(i * 37 % count) / count;
    memory.at(slots.at(x), i) = bases[i];
    memory.at(slots.at(y), i) = exponents[i];
  }
  double sum = 0.0;
  const bench::Timing timing = bench::compare([&] { executor.run(memory, times); },
                                              [&] {
                                                for (int round = 0; round < times; ++round) {
                                                  for (std::size_t i = 0; i < count; ++i) {
                                                    sum += std::pow(bases[i], exponents[i]);
                                                  }
                                                }
                                              });
  const double values = static_cast<double>(count) * times / 1e9;
  fmt::print("x^y: {:.2f} ns a value, {:.1f} x std::pow ({:.1f} ns; checksum {:.3g})\n",
             timing.ours / values, timing.ratio, timing.peer / values, sum);
}

/// With two repressors that switch each other off. The exponent's text is to be filled in.
constexpr const char* toggle_switch = R"(model toggle
time t to 100 step 0.02
state u = 1
state v = 0.5
parameter a1 = 5
parameter a2 = 5
parameter n = 2
rate u = a1/(1 + v^{0}) - u
rate v = a2/(1 + u^{0}) - v
)";

/// Elowitz & Leibler, Nature 403, 335–338 (2000).
constexpr const char* repressilator = R"(model repressilator
time t to 200 step 0.02
state m1 = 1
state m2 = 0.5
state m3 = 0.1
state p1 = 1
state p2 = 2
state p3 = 3
parameter a1 = 100
parameter a2 = 1
parameter n = 2
rate m1 = a1/(1 + p3^{0}) + 0.1 - m1
rate m2 = a1/(1 + p1^{0}) + 0.1 - m2
rate m3 = a1/(1 + p2^{0}) + 0.1 - m3
rate p1 = a2*(m1 - p1)
rate p2 = a2*(m2 - p2)
rate p3 = a2*(m3 - p3)
)";

void sweep(const std::string& name, const char* text, const char* state,
           solve::Integrator integrator, const char* integrator_name, double t_end) {
  const auto axis = [](const char* parameter, double low, double high, std::int64_t count) {
    return grid::Axis::range(parameter, low, high, count, grid::Spacing::linear);
  };
  const double scale = name == "toggle" ? 5.0 : 100.0;
  const grid::ParameterGrid grid(axis("a1", 0.5 * scale, 2.0 * scale, 32), axis("a2", 1.0, 8.0, 32),
                                 grid::Axis::list("n", {2.0}));
  const auto solver = [&](const char* exponent) {
    return solve::CellSolver(model::parse_model(fmt::format(fmt::runtime(text), exponent), name),
                             grid, {}, {{state, metric::Kind::amplitude}},
                             {t_end, 0.02, 0.3, integrator});
  };
  solve::CellSolver square = solver("2");
  solve::CellSolver power = solver("n");
  const bench::Timing timing = bench::compare(
      [&] {
        square.solve({0, grid.cells()});
      },
      [&] {
        power.solve({0, grid.cells()});
      });
  const auto cells = static_cast<double>(grid.cells());
  fmt::print("{}, {}: p^n takes {:.2f} x as long as p^2 ({:.0f} and {:.0f} cells/s)\n", name,
             integrator_name, timing.ratio, cells / timing.peer, cells / timing.ours);
}

}  // namespace

/// \pre an argument, if there is one, is `avx2`
int main(int argc, char** /*argv*/) {
  program::use_simd(argc > 1 ? program::Simd::avx2 : program::Simd::automatic);
  fmt::print("target: {}\n", program::simd_target());
  routine();
  for (const auto& [integrator, name] : {std::pair{solve::Integrator::automatic, "auto"},
                                         std::pair{solve::Integrator::rodas5p, "rodas5p"},
                                         std::pair{solve::Integrator::rk4, "rk4"}}) {
    sweep("toggle", toggle_switch, "u", integrator, name, 100.0);
    sweep("repressilator", repressilator, "p1", integrator, name, 200.0);
  }
}
