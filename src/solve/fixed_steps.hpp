// SPDX-License-Identifier: GPL-3.0-or-later
// Methods whose steps are all of one width. Non-negative states are cut off at 0 wherever a step or
// one of its stages leads below it, and so is a tangent vector's component along them; NaN stays
// NaN.
#pragma once

#include "trial.hpp"

#include <cstdint>

#include "heatreel/solve/cell_solver.hpp"

namespace heatreel::solve {

/// The steps of a simulation.
struct StepGrid {
  double width = 0.0;  ///< options' dt, or less so that whole steps reach t_end; 1 in a map
  std::int64_t before_tail = 0;  ///< steps before the tail
  std::int64_t all = 0;          ///< at least one more
};

StepGrid step_grid(const model::Model& model, const IntegrationOptions& options);

/// The classic method of order 4 (Kutta, Z. Math. Phys. 46, 435–453 (1901)).
Trial runge_kutta_4(const Flow& flow, const StepStart& start);

/// An iteration of a map. What is a slope elsewhere is the value after one more iteration here.
Trial map_step(const Flow& flow, const StepStart& start);

}  // namespace heatreel::solve
