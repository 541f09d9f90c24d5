// SPDX-License-Identifier: GPL-3.0-or-later
#include "heatreel/solve/cell_solver.hpp"

#include "solvers.hpp"

#include <map>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "heatreel/base/error.hpp"
#include "heatreel/expr/calculus.hpp"
#include "heatreel/model/formulas.hpp"

namespace heatreel::solve {

namespace {

bool has_fixed_steps(Integrator integrator) {
  return integrator == Integrator::rk4 || integrator == Integrator::map;
}

/// The model that is simulated.
model::Model simulated(const model::Model& model, const grid::ParameterGrid& grid,
                       const ParameterSettings& settings) {
  if (!model.events.empty()) {
    throw base::ConfigError({fmt::format("model {} has events", model.name),
                             "the integrators do not handle events", ""});
  }
  std::vector<std::string> swept;
  for (const grid::Axis& axis : grid.axes()) {
    swept.push_back(axis.name());
  }
  return with_formulas(model, settings, swept);
}

/// The model with the numbers of parameters that no axis sweeps, where these are exponents.
model::Model with_known_exponents(model::Model model, const grid::ParameterGrid& grid,
                                  const ParameterSettings& settings) {
  std::map<std::string, double, std::less<>> known;
  const std::vector<double> values = fixed_values(model, settings);
  for (std::size_t i = 0; i < values.size(); ++i) {
    known.emplace(model.parameters[i].name, values[i]);
  }
  for (const grid::Axis& axis : grid.axes()) {
    known.erase(axis.name());
  }
  std::vector<expr::NodeId> rates;
  for (const model::State& state : model.states) {
    rates.push_back(state.rate);
  }
  rates = expr::with_known_exponents(model.graph, rates, known);
  for (std::size_t i = 0; i < rates.size(); ++i) {
    model.states[i].rate = rates[i];
  }
  return model;
}

}  // namespace

CellSolver::CellSolver(const model::Model& model, const grid::ParameterGrid& grid,
                       const ParameterSettings& settings,
                       const std::vector<metric::MetricSpec>& metrics,
                       const IntegrationOptions& options, program::Engine engine,
                       const std::stop_token& stop)
    : solver_((has_fixed_steps(options.integrator) ? make_fixed_step_solver : make_adaptive_solver)(
          with_known_exponents(simulated(model, grid, settings), grid, settings), grid, settings,
          metrics, options, engine, stop)) {}

CellSolver::~CellSolver() = default;

ChunkResult CellSolver::solve(const grid::ChunkRange& range) { return solver_->solve(range); }

}  // namespace heatreel::solve
