// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "heatreel/grid/parameter_grid.hpp"
#include "heatreel/metric/metric.hpp"
#include "heatreel/model/model.hpp"
#include "heatreel/solve/solver.hpp"

namespace heatreel::solve {

/// Options of the integration; times in the model's time unit.
struct IntegrationOptions {
  double t_end = 0.0;
  /// Step of RK4. Shortened, if need be, so that a whole number of steps reaches t_end.
  double dt = 0.0;
  /// Part of the trajectory, counted from its end, that metrics look at; in (0, 1].
  double tail = 0.3;
};

/// Values of parameters that differ from the model's defaults and are the same in every cell.
using ParameterSettings = std::map<std::string, double, std::less<>>;

/// Cells that are advanced side by side: chunks of a multiple of it leave no lane idle.
inline constexpr std::int64_t lanes_per_block = 64;

/// What computes the steps: machine code made for the model where the processor allows it, or the
/// interpreter everywhere. Their numbers are the same to the last bit for one SIMD target.
enum class Engine { automatic, interpreter };

/// The hot loop: integrates many cells at once in SIMD lanes (structure of arrays), by the classic
/// fourth-order Runge–Kutta method, and reduces their trajectories to metrics as it goes.
class CellSolver final : public Solver {
 public:
  /// All arguments must have been validated: every name exists, 0 < dt ≤ t_end.
  CellSolver(const model::Model& model, const grid::ParameterGrid& grid,
             const ParameterSettings& settings, const std::vector<metric::MetricSpec>& metrics,
             const IntegrationOptions& options, Engine engine = Engine::automatic);
  ~CellSolver() override;

  ChunkResult solve(const grid::ChunkRange& range) override;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

/// The SIMD target that solvers on this processor use, such as "AVX-512 (machine code)".
std::string simd_target();

}  // namespace heatreel::solve
