// SPDX-License-Identifier: GPL-3.0-or-later
// What a sweep waits for before its first numbers: a model's text is read, a CellSolver is made,
// and one cell is solved for a moment. Each round has a process of its own, so peak memory is its
// own.
#include "model_text.hpp"
#include "timing.hpp"

#include <cstdlib>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "heatreel/model/model.hpp"
#include "heatreel/solve/cell_solver.hpp"

namespace {

using namespace heatreel;

constexpr int rounds = 5;

void start(const std::string& text, const std::string& metric_of, solve::Integrator integrator) {
  const model::Model model = model::parse_model(text, "bench");
  const auto at = [&](const char* name) {
    return grid::Axis::list(name, {model.find_parameter(name)->default_value});
  };
  const grid::ParameterGrid grid(at("c"), at("d"), at("e"));
  solve::CellSolver solver(model, grid, {}, {{metric_of, metric::Kind::mean}},
                           {1e-6, 1e-6, 0.3, integrator});
  solver.solve({0, 1});
}

struct Cost {
  double seconds = 0.0;  ///< CPU time
  double mebibytes = 0.0;
};

/// Runs start() in a child.
Cost cost_of_start(const std::string& text, const std::string& metric_of,
                   solve::Integrator integrator) {
  const pid_t child = fork();
  if (child == 0) {
    start(text, metric_of, integrator);
    _exit(0);
  }
  rusage usage{};
  int status = 0;
  if (child < 0 || wait4(child, &status, 0, &usage) != child || status != 0) {
    fmt::print(stderr, "start_bench: a child failed\n");
    std::exit(1);
  }
  const auto seconds = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) + 1e-6 * static_cast<double>(time.tv_usec);
  };
  return {seconds(usage.ru_utime) + seconds(usage.ru_stime),
          static_cast<double>(usage.ru_maxrss) / 1024};
}

void measure_start(const std::string& name, const std::string& text, const std::string& metric_of) {
  for (const auto& [integrator, method] : {std::pair{solve::Integrator::automatic, "auto"},
                                           std::pair{solve::Integrator::rodas5p, "rodas5p"}}) {
    std::vector<double> seconds;
    std::vector<double> mebibytes;
    for (int round = 0; round < rounds; ++round) {
      const Cost cost = cost_of_start(text, metric_of, integrator);
      seconds.push_back(cost.seconds);
      mebibytes.push_back(cost.mebibytes);
    }
    fmt::print("start, {}, {}: {:.3f} s, {:.0f} MiB\n", name, method, bench::median(seconds),
               bench::median(mebibytes));
    std::fflush(stdout);
  }
}

}  // namespace

/// \pre an argument, if there is one, is a part of the names of the models to be measured
int main(int argc, char** argv) {
  const std::string part = argc > 1 ? argv[1] : "";
  const auto measure = [&](const std::string& name, const std::string& text, const char* state) {
    if (name.find(part) != std::string::npos) {
      measure_start(name, text, state);
    }
  };
  for (const int n : {20, 50, 100, 300}) {
    measure(fmt::format("dense tanh network, {} states", n), bench::dense_network(n), "x0");
  }
  for (const int n : {10, 20, 50}) {
    measure(fmt::format("Kuramoto, {} states", n), bench::kuramoto(n), "x0");
  }
  for (const int n : {100, 500}) {
    measure(fmt::format("Lorenz-96, {} states", n), bench::lorenz96(n), "x0");
    measure(fmt::format("Brusselator, {} states", n), bench::brusselator(n), "u0");
  }
  measure("Gray-Scott 16 x 16, 512 states", bench::gray_scott(16), "u0_0");
}
