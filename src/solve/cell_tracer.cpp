// SPDX-License-Identifier: GPL-3.0-or-later
#include "heatreel/solve/cell_tracer.hpp"

#include "derived_values.hpp"
#include "methods.hpp"

#include <algorithm>
#include <array>
#include <limits>

#include "heatreel/base/contract.hpp"

namespace heatreel::solve {

namespace {

constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();

/// Whole periods that are skipped would leave a gap.
IntegrationOptions without_gaps(IntegrationOptions options) {
  options.early_stop = false;
  return options;
}

SampleTimes sample_times(const IntegrationOptions& options, std::size_t intervals) {
  HEATREEL_EXPECT(intervals > 0);
  return {0.0, options.t_end, static_cast<double>(intervals), intervals + 1};
}

std::vector<double> times_of(const SampleTimes& samples) {
  std::vector<double> times;
  for (std::size_t i = 0; i < samples.count; ++i) {
    times.push_back(samples.at(i));
  }
  return times;
}

}  // namespace

std::vector<std::string> series_names(const model::Model& model) {
  std::vector<std::string> names = model.state_names();
  for (const model::Derived& derived : model.derived) {
    names.push_back(derived.name);
  }
  return names;
}

CellTracer::CellTracer(const model::Model& model, const std::optional<grid::ParameterGrid>& grid,
                       const ParameterSettings& settings,
                       const std::vector<metric::MetricSpec>& metrics,
                       const IntegrationOptions& options, std::size_t intervals,
                       program::Engine engine, const std::stop_token& stop)
    : model_(prepared(model, grid, settings)),
      grid_(grid),
      settings_(settings),
      times_(times_of(sample_times(options, intervals))),
      engine_(engine),
      methods_(std::make_unique<Methods>(
          std::make_shared<Kernels>(SolverInput{model_, grid, settings, metrics,
                                                without_gaps(options), engine, Series::states}),
          stop, sample_times(options, intervals))) {}

CellTracer::~CellTracer() = default;

std::vector<double> CellTracer::parameters(grid::CellIndex cell) const {
  ParameterSettings settings = settings_;
  if (grid_) {
    const std::array<double, 3> values = grid_->values(cell);
    for (std::size_t axis = 0; axis < values.size(); ++axis) {
      settings[grid_->axes()[axis].name()] = values[axis];
    }
  }
  return fixed_values(model_, settings);
}

TimeSeries CellTracer::trace(grid::CellIndex cell) {
  const ChunkResult result = methods_->solve({cell, cell + 1});
  TimeSeries series;
  series.times = times_;
  series.status = result.status.front();
  series.verdict = result.verdicts.front();
  for (const std::vector<double>& values : result.values) {
    series.metrics.push_back(values.front());
  }
  const auto samples = methods_->take_series(0);
  const std::size_t count = times_.size();
  for (std::size_t i = 0; i < model_.states.size(); ++i) {
    series.states.emplace_back(count, not_a_number);
    if (samples) {
      std::copy_n(samples->numbers.begin() + static_cast<std::ptrdiff_t>(i * count), count,
                  series.states.back().begin());
    }
  }
  series.derived = derived_values(model_, parameters(cell), times_, series.states, engine_);
  return series;
}

}  // namespace heatreel::solve
