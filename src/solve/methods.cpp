// SPDX-License-Identifier: GPL-3.0-or-later
#include "methods.hpp"

#include "denormals.hpp"

#include <chrono>
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

std::vector<std::string> swept_names(const std::optional<grid::ParameterGrid>& grid) {
  std::vector<std::string> swept;
  if (grid) {
    for (const grid::Axis& axis : grid->axes()) {
      swept.push_back(axis.name());
    }
  }
  return swept;
}

}  // namespace

model::Model prepared(const model::Model& original, const std::optional<grid::ParameterGrid>& grid,
                      const ParameterSettings& settings) {
  const std::vector<std::string> swept = swept_names(grid);
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

Methods::Methods(SolverInput input, const std::stop_token& stop,
                 const std::optional<SampleTimes>& series)
    : input_(std::move(input)),
      stop_(stop),
      first_(input_, first_method(input_.options.integrator),
             input_.options.integrator == Integrator::automatic),
      periods_(first_.period_finder()),
      series_(series ? std::make_unique<PathSampler>(*series) : nullptr) {}

ChunkResult Methods::solve(const grid::ChunkRange& range) {
  const DenormalsAreZero flushing;
  const auto size = static_cast<std::size_t>(range.size());
  ChunkResult result{range, {}, {}};
  result.values.assign(input_.metrics.size(), std::vector<double>(size, not_a_number));
  result.status.assign(size, grid::CellStatus::ok);
  result.verdicts.assign(size, grid::CellVerdict::none);
  MethodRunner::Chunk chunk{result, periods_.get(), series_.get(), events_};
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
  for (std::size_t cell = 0; cell < size; ++cell) {
    if (result.status[cell] == grid::CellStatus::not_finite) {
      result.verdicts[cell] = grid::CellVerdict::diverges;
    }
  }
  // Of cells that failed on their way.
  events_.clear();
  if (periods_) {
    periods_->clear();
  }
  return result;
}

std::optional<PathSampler::Samples> Methods::take_series(std::size_t cell) {
  return series_ ? series_->take(cell) : std::nullopt;
}

/// The method whose turn it is, if there are cells: the stiff one once it has a block of them, or
/// when the others are done.
MethodRunner* Methods::next() {
  const bool stiff_waits = stiff_ && stiff_->has_cells();
  if (stiff_waits && (stiff_->has_block() || !first_.has_cells())) {
    return stiff_.get();
  }
  return first_.has_cells() ? &first_ : nullptr;
}

/// Hands cells on as soon as the stiff method is there.
void Methods::pass_on_stiff() {
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

}  // namespace heatreel::solve
