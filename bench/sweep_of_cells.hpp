// SPDX-License-Identifier: GPL-3.0-or-later
// A sweep of one parameter of a model, for the benchmarks of the solver.
#pragma once

#include <string>
#include <vector>

#include "heatreel/model/model.hpp"
#include "heatreel/solve/cell_solver.hpp"

namespace heatreel::bench {

/// Cells along `parameter`, equally spaced from low to high.
struct SweepOfCells {
  std::string text;  ///< the model
  std::string parameter;
  double low = 0.0;
  double high = 0.0;
  std::int64_t cells = 0;
};

/// The sweep as a grid; its other two axes are initial values of states, which keep their defaults.
inline grid::ParameterGrid grid_of(const model::Model& model, const SweepOfCells& sweep) {
  using grid::Axis;
  const auto fixed = [&](std::size_t state) {
    const std::string& name = model.states[state].initial_name;
    return Axis::list(name, {model.find_parameter(name)->default_value});
  };
  return {Axis::range(sweep.parameter, sweep.low, sweep.high, sweep.cells, grid::Spacing::linear),
          fixed(0), fixed(1)};
}

/// The states' values at t = 0, in the model's order.
inline std::vector<double> initial_state(const model::Model& model) {
  std::vector<double> values;
  for (const auto& state : model.states) {
    values.push_back(model.find_parameter(state.initial_name)->default_value);
  }
  return values;
}

}  // namespace heatreel::bench
