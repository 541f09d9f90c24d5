// SPDX-License-Identifier: GPL-3.0-or-later
#include "equal_error.hpp"

#include "timing.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>

#include <fmt/format.h>

namespace heatreel::bench {

namespace {

using States = std::vector<std::vector<double>>;  ///< [peer's cell][state looked at]

class Comparison {
 public:
  Comparison(const Problem& problem, solve::Integrator integrator)
      : problem_(problem),
        model_(model::parse_model(problem.sweep.text, "bench")),
        grid_(grid_of(model_, problem.sweep)),
        integrator_(integrator) {
    // An odd stride, so that of alternating species both are seen.
    const std::size_t stride = (model_.states.size() + 31) / 32 | 1;
    for (std::size_t s = 0; s < model_.states.size(); s += stride) {
      seen_.push_back(s);
    }
  }

  void run() {
    reference_ = ours(*solver(1e-12));
    const auto our_solver = solver(1e-6);
    const double our_error = error(ours(*our_solver));
    const double rtol = rtol_of_peer(our_error);
    States solution;
    const Timing timing = compare(
        [&] {
          our_solver->solve({0, grid_.cells()});
        },
        [&] { solution = peers(rtol); });
    const auto cells = static_cast<double>(grid_.cells());
    const auto peer_cells = static_cast<double>(problem_.peer_cells);
    fmt::print(
        "{}, {}: {:.1f} x the peer ({:.2f} : {:.2f} us a cell); error {:.2g} : {:.2g}, rtol of the "
        "peer {:.2g}\n",
        problem_.name, integrator_ == solve::Integrator::automatic ? "auto" : "rodas5p",
        timing.ratio * cells / peer_cells, timing.ours / cells * 1e6,
        timing.peer / peer_cells * 1e6, our_error, error(solution), rtol);
    std::fflush(stdout);
  }

 private:
  std::unique_ptr<solve::CellSolver> solver(double rtol) const {
    std::vector<metric::MetricSpec> metrics;
    for (const std::size_t s : seen_) {
      metrics.push_back({model_.states[s].name, metric::Kind::final});
    }
    solve::IntegrationOptions options{problem_.t_end, problem_.t_end, 0.01, integrator_};
    options.rtol = rtol;
    options.atol = 1e-3 * rtol;
    return std::make_unique<solve::CellSolver>(model_, grid_, solve::ParameterSettings{}, metrics,
                                               options);
  }

  grid::CellIndex cell_of_peer(std::int64_t index) const {
    return index * (grid_.cells() / problem_.peer_cells);
  }

  States ours(solve::CellSolver& solver) const {
    const solve::ChunkResult result = solver.solve({0, grid_.cells()});
    States states(static_cast<std::size_t>(problem_.peer_cells));
    for (std::size_t c = 0; c < states.size(); ++c) {
      const auto cell = static_cast<std::size_t>(cell_of_peer(static_cast<std::int64_t>(c)));
      for (const auto& values : result.values) {
        states[c].push_back(values[cell]);
      }
    }
    return states;
  }

  States peers(double rtol) const {
    const std::vector<double> initial = initial_state(model_);
    States states;
    std::vector<double> state;
    for (std::int64_t c = 0; c < problem_.peer_cells; ++c) {
      state = initial;
      problem_.peer(grid_.values(cell_of_peer(c))[0], problem_.t_end, rtol, state);
      std::vector<double>& seen = states.emplace_back();
      for (const std::size_t s : seen_) {
        seen.push_back(state[s]);
      }
    }
    return states;
  }

  double error(const States& states) const {
    std::vector<double> errors;
    for (std::size_t c = 0; c < states.size(); ++c) {
      double distance = 0.0;
      double size = 0.0;
      for (std::size_t s = 0; s < seen_.size(); ++s) {
        distance = std::hypot(distance, states[c][s] - reference_[c][s]);
        size = std::hypot(size, reference_[c][s]);
      }
      errors.push_back(distance / size);
    }
    return median(errors);
  }

  /// By bisection of its logarithm.
  double rtol_of_peer(double wanted_error) const {
    double low = -11.0;
    double high = -2.0;
    for (int halving = 0; halving < 9; ++halving) {
      const double middle = 0.5 * (low + high);
      (error(peers(std::pow(10.0, middle))) > wanted_error ? high : low) = middle;
    }
    return std::pow(10.0, 0.5 * (low + high));
  }

  const Problem& problem_;
  model::Model model_;
  grid::ParameterGrid grid_;
  solve::Integrator integrator_;
  std::vector<std::size_t> seen_;
  States reference_;
};

}  // namespace

void at_equal_error(const Problem& problem, solve::Integrator integrator) {
  Comparison(problem, integrator).run();
}

}  // namespace heatreel::bench
