// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "heatreel/grid/parameter_grid.hpp"
#include "heatreel/metric/metric.hpp"
#include "heatreel/model/model.hpp"
#include "heatreel/solve/cell_solver.hpp"

namespace heatreel::solve {

/// All that computes a cell of a sweep, as data: for an interpreter elsewhere, such as the one in
/// share/explore.
struct CellCode {
  /// What is simulated. Parameters with a formula that nothing sets or sweeps are derived values.
  model::Model model;
  std::vector<double> parameters;  ///< of `model`, in its order; those of axes are defaults
  /// By parameter: whether the programs take its number. The others are numbers within the
  /// programs, as exponents of rates that no axis sweeps are.
  std::vector<bool> adjustable;
  /// The programs as JSON: the kernels of the methods, with the paths of all states, and the
  /// program of the derived values.
  std::string programs;
};

/// \param options as CellSolver gets them; arguments must have been validated as for it
CellCode cell_code(const model::Model& model, const grid::ParameterGrid& grid,
                   const ParameterSettings& settings,
                   const std::vector<metric::MetricSpec>& metrics,
                   const IntegrationOptions& options);

}  // namespace heatreel::solve
