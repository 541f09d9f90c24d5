// SPDX-License-Identifier: GPL-3.0-or-later
// What switches cost: ten short doses against the same doses as a smooth input, as events, and
// against a steady one; and conditions that never change against none.
#include "sweep_of_cells.hpp"
#include "timing.hpp"

#include <memory>
#include <string>

#include <fmt/format.h>

namespace {

using namespace heatreel;

/// A drug that is absorbed, distributed and eliminated, and slows down the growth of an effect.
std::string drug(const std::string& input, const std::string& events = "") {
  return "model drug\ntime t to 240 step 0.01\nparameter k = 0.1\n"
         "state gut = 0\nstate body = 0\nstate tissue = 0\nstate effect = 1\n"
         "derived phase = t - 24*floor(t/24)\nrate gut = " +
         input +
         " - gut\n"
         "rate body = gut - k*body + 0.2*tissue - 0.3*body\n"
         "rate tissue = 0.3*body - 0.2*tissue\n"
         "rate effect = 0.5/(1 + (body/20)^2) - 0.5*effect\n" +
         events;
}

/// FitzHugh & Nagumo's neuron with a stimulus, in which nothing switches by itself.
std::string neuron(const std::string& stimulus) {
  return "model neuron\ntime t to 400 step 0.05\nparameter I = 0.5\n"
         "state v = -1\nstate w = 1\nrate v = v - v^3/3 - w + " +
         stimulus + "\nrate w = (v + 0.7 - 0.8*w)/12.5\n";
}

class Sweep {
 public:
  Sweep(const std::string& text, const std::string& parameter, double low, double high,
        const std::string& state)
      : model_(model::parse_model(text, "bench")),
        grid_(bench::grid_of(model_, {text, parameter, low, high, 4096})) {
    solve::IntegrationOptions options;
    options.t_end = model_.default_t_end;
    options.integrator = solve::Integrator::automatic;
    solver_ = std::make_unique<solve::CellSolver>(
        model_, grid_, solve::ParameterSettings(),
        std::vector<metric::MetricSpec>{{state, metric::Kind::mean}}, options);
  }

  /// \returns the metric's mean over the cells
  double run() {
    const solve::ChunkResult result = solver_->solve({0, grid_.cells()});
    double sum = 0.0;
    for (const double value : result.values[0]) {
      sum += value;
    }
    return sum / static_cast<double>(result.values[0].size());
  }

 private:
  model::Model model_;
  grid::ParameterGrid grid_;
  std::unique_ptr<solve::CellSolver> solver_;
};

void measure(const std::string& name, Sweep& ours, Sweep& other) {
  double mean = 0.0;
  double other_mean = 0.0;
  const bench::Timing timing =
      bench::compare([&] { other_mean = other.run(); }, [&] { mean = ours.run(); });
  fmt::print("{}: {:.2f} x the time ({:.1f} : {:.1f} us a cell; means {:.5g} and {:.5g})\n", name,
             timing.ratio, timing.peer / 4096 * 1e6, timing.ours / 4096 * 1e6, mean, other_mean);
}

void doses() {
  const auto sweep = [](const std::string& text) { return Sweep(text, "k", 0.05, 0.2, "effect"); };
  Sweep windows = sweep(drug("if(phase >= 11.95 and phase < 12.05, 1000, 0)"));
  // As high, and with the same area: a standard deviation of 0.1/sqrt(2 pi).
  Sweep smooth = sweep(drug("1000*exp(9167*(cos(2*pi*(t - 12)/24) - 1))"));
  Sweep events = sweep(drug("0", "event dose every 24 from 12 set gut = gut + 100\n"));
  Sweep steady = sweep(drug("100/24"));
  measure("ten doses of width 0.1 : as smooth pulses", windows, smooth);
  measure("ten doses of width 0.1 : as events", windows, events);
  measure("ten doses of width 0.1 : a steady input", windows, steady);
}

void conditions() {
  const auto sweep = [](const std::string& text) { return Sweep(text, "I", 0.4, 1.2, "v"); };
  Sweep none = sweep(neuron("I"));
  Sweep on_time = sweep(neuron("if(t > 1e9, 0, I)"));
  Sweep on_state = sweep(neuron("if(v > 1e9, 0, I)"));
  measure("a condition on time that never changes : none", on_time, none);
  measure("a condition on a state that never changes : none", on_state, none);
}

}  // namespace

int main() {
  doses();
  conditions();
}
