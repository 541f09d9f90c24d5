// SPDX-License-Identifier: GPL-3.0-or-later
// Stiff problems against CVODE's BDF at equal error.
#include "equal_error.hpp"
#include "model_text.hpp"
#include "stiff_peer.hpp"
#include "support/ivp_problems.hpp"

namespace {

using namespace heatreel;

struct Case {
  std::string name;
  bench::SweepOfCells sweep;
  double t_end;
  std::int64_t peer_cells;
  const bench::StiffSystem& system;
};

void measure(const Case& c) {
  bench::CvodeSolver peer(c.system);
  const bench::Problem problem{
      c.name, c.sweep, c.t_end, c.peer_cells,
      [&](double parameter, double t_end, double rtol, std::vector<double>& state) {
        peer.solve(parameter, t_end, rtol, state);
      }};
  at_equal_error(problem, solve::Integrator::rodas5p);
  at_equal_error(problem, solve::Integrator::automatic);
}

}  // namespace

/// \pre an argument, if there is one, is a part of the names of the problems to be measured
int main(int argc, char** argv) {
  const std::string part = argc > 1 ? argv[1] : "";
  for (const Case& c : {
           Case{"HIRES", {ivp::hires(), "k", 200, 400, 4096}, 321.8122, 64, bench::hires_system},
           Case{"Pollution",
                {ivp::pollution(), "k", 0.2, 0.5, 1024},
                60,
                32,
                bench::pollution_system},
           Case{"Brusselator, 100 states",
                {bench::brusselator(100), "d", 2.5, 3.5, 256},
                10,
                16,
                bench::brusselator_system},
           Case{"Medical Akzo Nobel, 100 states",
                {ivp::medical_akzo(50), "k", 50, 200, 256},
                20,
                16,
                bench::medical_akzo_system},
           Case{"chain of 320",
                {bench::chain(), "speed", 0.8, 1.2, 128},
                20,
                8,
                bench::chain_system},
       }) {
    if (c.name.find(part) != std::string::npos) {
      measure(c);
    }
  }
}
