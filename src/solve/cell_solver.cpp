// SPDX-License-Identifier: GPL-3.0-or-later
#include "heatreel/solve/cell_solver.hpp"

#include "denormals.hpp"
#include "method_runner.hpp"

#include <chrono>
#include <future>
#include <limits>
#include <map>
#include <string>
#include <utility>

#include "heatreel/expr/calculus.hpp"
#include "heatreel/model/formulas.hpp"

namespace heatreel::solve {

namespace {

constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();

/// A pause between two looks at a method that is being compiled.
constexpr auto compile_pause = std::chrono::milliseconds(10);

/// The model without formulas, and with the numbers of parameters that no axis sweeps where these
/// are exponents.
model::Model prepared(const model::Model& original, const grid::ParameterGrid& grid,
                      const ParameterSettings& settings) {
  std::vector<std::string> swept;
  for (const grid::Axis& axis : grid.axes()) {
    swept.push_back(axis.name());
  }
  model::Model model = model::with_formulas(original, settings, swept);
  std::map<std::string, double, std::less<>> known;
  const std::vector<double> values = fixed_values(model, settings);
  for (std::size_t i = 0; i < values.size(); ++i) {
    known.emplace(model.parameters[i].name, values[i]);
  }
  for (const std::string& name : swept) {
    known.erase(name);
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

Method first_method(Integrator integrator) {
  switch (integrator) {
    case Integrator::rk4:
      return Method::rk4;
    case Integrator::rodas5p:
      return Method::rodas5p;
    case Integrator::map:
      return Method::map;
    case Integrator::automatic:
    case Integrator::dopri5:
      break;
  }
  return Method::dopri5;
}

}  // namespace

/// Cells go through the phases of a method. Those that turn out to be stiff go on with the stiff
/// method, which is compiled beside the others' steps when there is a first one.
class CellSolver::Methods {
 public:
  Methods(SolverInput input, const std::stop_token& stop)
      : input_(std::move(input)),
        stop_(stop),
        first_(input_, first_method(input_.options.integrator),
               input_.options.integrator == Integrator::automatic),
        sampler_(first_.sampler()),
        events_(first_.events()) {}

  ChunkResult solve(const grid::ChunkRange& range) {
    const DenormalsAreZero flushing;
    const auto size = static_cast<std::size_t>(range.size());
    ChunkResult result{range, {}, {}};
    result.values.assign(input_.metrics.size(), std::vector<double>(size, not_a_number));
    result.status.assign(size, grid::CellStatus::ok);
    MethodRunner::Chunk chunk{result, sampler_.get(), events_};
    first_.take(range);
    while (true) {
      if (stop_.stop_requested()) {
        throw Cancelled();
      }
      if (MethodRunner* const runner = next()) {
        runner->advance(chunk);
      } else if (!first_.has_stiff()) {
        break;
      }
      pass_on_stiff();
    }
    // Of cells that failed on their way.
    events_.clear();
    if (sampler_) {
      sampler_->clear();
    }
    return result;
  }

 private:
  /// The method whose turn it is, if there are cells: the stiff one once it has a block of them, or
  /// when the others are done.
  MethodRunner* next() {
    const bool stiff_waits = stiff_ && stiff_->has_cells();
    if (stiff_waits && (stiff_->has_block() || !first_.has_cells())) {
      return stiff_.get();
    }
    return first_.has_cells() ? &first_ : nullptr;
  }

  /// Hands cells on as soon as the stiff method is there.
  void pass_on_stiff() {
    if (!first_.has_stiff()) {
      return;
    }
    if (!stiff_ && !compiling_.valid()) {
      compiling_ = std::async(std::launch::async, [this] {
        return std::make_unique<MethodRunner>(input_, Method::rodas5p, false);
      });
    }
    if (!stiff_) {
      const auto pause = first_.has_cells() ? std::chrono::milliseconds(0) : compile_pause;
      if (compiling_.wait_for(pause) != std::future_status::ready) {
        return;
      }
      stiff_ = compiling_.get();
    }
    first_.pass_stiff_to(*stiff_);
  }

  SolverInput input_;
  std::stop_token stop_;
  MethodRunner first_;
  std::unique_ptr<MethodRunner> stiff_;
  std::future<std::unique_ptr<MethodRunner>> compiling_;
  std::unique_ptr<PathSampler> sampler_;  ///< where a spectrum is asked for
  EventQueue events_;
};

CellSolver::CellSolver(const model::Model& model, const grid::ParameterGrid& grid,
                       const ParameterSettings& settings,
                       const std::vector<metric::MetricSpec>& metrics,
                       const IntegrationOptions& options, program::Engine engine,
                       const std::stop_token& stop)
    : methods_(std::make_unique<Methods>(
          SolverInput{prepared(model, grid, settings), grid, settings, metrics, options, engine},
          stop)) {}

CellSolver::~CellSolver() = default;

ChunkResult CellSolver::solve(const grid::ChunkRange& range) { return methods_->solve(range); }

}  // namespace heatreel::solve
