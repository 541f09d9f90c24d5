// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "heatreel/grid/cell_status.hpp"
#include "heatreel/grid/parameter_grid.hpp"
#include "heatreel/metric/metric.hpp"
#include "heatreel/model/model.hpp"
#include "heatreel/program/executor.hpp"
#include "heatreel/solve/cell_solver.hpp"

namespace heatreel::solve {

/// One simulation in full.
struct TimeSeries {
  std::vector<double> times;                 ///< from 0 to t_end, at equal distances
  std::vector<std::vector<double>> states;   ///< [state][time], in the model's order
  std::vector<std::vector<double>> derived;  ///< [derived value][time], in the model's order
  std::vector<double> metrics;               ///< finite or NaN, in the order they were asked for
  grid::CellStatus status = grid::CellStatus::ok;
  grid::CellVerdict verdict = grid::CellVerdict::none;
};

/// Names of a series' columns: the states, then the derived values.
std::vector<std::string> series_names(const model::Model& model);

/// Simulates cells and keeps their course. The steps are those of a CellSolver with the same
/// arguments that skips no periods.
///  - At a time where an event happens, the series has the values after it; at 0, those after the
///    events at 0.
///  - States come from the steps' paths. Derived values are computed from these states.
///  - After the time at which a simulation fails, states are NaN.
class CellTracer {
 public:
  /// Arguments must have been validated as for CellSolver.
  /// \param grid nothing if `settings` and the model say all; there is cell 0 alone then
  /// \param intervals of the series, at least 1. In a map they have a whole number of iterations
  CellTracer(const model::Model& model, const std::optional<grid::ParameterGrid>& grid,
             const ParameterSettings& settings, const std::vector<metric::MetricSpec>& metrics,
             const IntegrationOptions& options, std::size_t intervals,
             program::Engine engine = program::Engine::automatic, const std::stop_token& stop = {});
  ~CellTracer();
  CellTracer(const CellTracer&) = delete;
  CellTracer& operator=(const CellTracer&) = delete;

  /// The model that is simulated: no parameter of it has a formula, and those that follow from a
  /// swept one are derived values.
  const model::Model& model() const { return model_; }

  /// Values of all parameters of model(), in its order.
  std::vector<double> parameters(grid::CellIndex cell) const;

  /// \throws Cancelled
  TimeSeries trace(grid::CellIndex cell);

 private:
  model::Model model_;
  std::optional<grid::ParameterGrid> grid_;
  ParameterSettings settings_;
  std::vector<double> times_;
  program::Engine engine_;
  std::unique_ptr<Methods> methods_;
};

}  // namespace heatreel::solve
