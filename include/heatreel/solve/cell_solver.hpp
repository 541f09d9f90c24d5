// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <limits>
#include <map>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "heatreel/grid/parameter_grid.hpp"
#include "heatreel/metric/metric.hpp"
#include "heatreel/model/model.hpp"
#include "heatreel/program/executor.hpp"
#include "heatreel/solve/solver.hpp"

namespace heatreel::solve {

/// How cells are integrated (docs/numerics.md).
enum class Integrator {
  automatic,  ///< dopri5, handed over to rodas5p where a cell turns stiff
  rk4,        ///< classic Runge–Kutta with a fixed step
  dopri5,     ///< explicit, with error control
  rodas5p,    ///< for stiff models, with error control
  map,        ///< iterates; for models that are maps, and the only way for them
};

/// Options of the integration; times in the model's time unit.
struct IntegrationOptions {
  double t_end = 0.0;
  /// Step of RK4. Shortened, if need be, so that a whole number of steps reaches t_end. A map's is
  /// always 1.
  double dt = 0.0;
  /// Part of the trajectory, counted from its end, that metrics look at; in (0, 1].
  double tail = 0.3;
  Integrator integrator = Integrator::rk4;
  /// Error that a step may have, of a state y: atol + rtol·|y|; where ln y is integrated: rtol·|y|.
  double rtol = 1e-6;
  /// Where there is none, it follows the magnitudes that a cell's states reach.
  std::optional<double> atol = std::nullopt;
  /// The longest step, with error control.
  double max_step = std::numeric_limits<double>::infinity();
  /// Steps that a cell may try before it is given up, with error control.
  std::int64_t max_steps = 1'000'000;
  /// Whether cells that rest or repeat themselves go straight to the tail, with error control.
  bool early_stop = true;
  /// Seconds that a cell may be worked on before it is given up; 0 for any time. Time counts in
  /// full for each of the cells that are advanced side by side.
  double cell_timeout = 0.0;
};

class Kernels;
class Methods;

/// Values of parameters that differ from the model's defaults and are the same in every cell.
using ParameterSettings = std::map<std::string, double, std::less<>>;

/// The hot loop: integrates many cells at once in SIMD lanes (structure of arrays) and reduces
/// their trajectories to metrics as it goes.
class CellSolver final : public Solver {
 public:
  /// All arguments must have been validated: every name exists, 0 < dt ≤ t_end, rtol and
  /// atol > 0, and the integrator suits the model.
  CellSolver(const model::Model& model, const grid::ParameterGrid& grid,
             const ParameterSettings& settings, const std::vector<metric::MetricSpec>& metrics,
             const IntegrationOptions& options, program::Engine engine = program::Engine::automatic,
             const std::stop_token& stop = {});
  /// Shares the kernels with others: see cell_solvers().
  CellSolver(std::shared_ptr<Kernels> kernels, const std::stop_token& stop);
  ~CellSolver() override;

  ChunkResult solve(const grid::ChunkRange& range) override;

 private:
  std::unique_ptr<Methods> methods_;
};

/// Makes CellSolvers that share their programs. These are compiled once, by the first thread that
/// asks for a solver; those of the method for stiff cells in the background, when the first such
/// cell comes. Arguments as for a CellSolver.
SolverFactory cell_solvers(const model::Model& model, const grid::ParameterGrid& grid,
                           const ParameterSettings& settings,
                           const std::vector<metric::MetricSpec>& metrics,
                           const IntegrationOptions& options);

/// Whether this process compiles programs for solvers at the moment.
bool compiling();

}  // namespace heatreel::solve
