// SPDX-License-Identifier: GPL-3.0-or-later
#include "recompute.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "heatreel/app/guarded_solver.hpp"
#include "heatreel/app/rank_profile.hpp"
#include "heatreel/app/sweep.hpp"
#include "heatreel/app/sweep_job.hpp"
#include "heatreel/base/standard_streams.hpp"
#include "heatreel/base/text.hpp"
#include "heatreel/model/quantity.hpp"

namespace heatreel::app {

namespace {

std::string unit_of(const config::Simulation& simulation, const metric::MetricSpec& metric) {
  metric::QuantityWords words;
  if (!metric.quantity.empty()) {
    words.unit = model::unit_of_quantity(simulation.model, metric.quantity);
  }
  return metric::unit(metric, words, simulation.model.time_unit);
}

/// Adds what the file holds of the cell, if that is committed.
void add_stored(const config::TraceCommand& command, const solve::ChunkResult& result,
                TracedCell& cell) {
  const store::FrameReader reader(command.result_file);
  require_metrics(reader, *command.sweep);
  const grid::ParameterGrid& grid = reader.layout().grid;
  const grid::CellPosition place = grid.position(result.range.begin);
  if (!reader.committed(place.k)) {
    base::say("note: {} does not hold this cell's frame yet", base::printable(command.result_file));
    return;
  }
  const std::vector<std::string> others = differences(reader, result);
  std::vector<double> row(static_cast<std::size_t>(grid.x().size()));
  std::vector<grid::CellStatus> status(row.size());
  const auto i = static_cast<std::size_t>(place.i);
  for (std::size_t m = 0; m < cell.metrics.size(); ++m) {
    TracedMetric& metric = cell.metrics[m];
    reader.read_rows(m, place.k, place.j, row, status);
    metric.stored = row[i];
    metric.is_stored = std::find(others.begin(), others.end(), metric.name) == others.end();
    cell.stored_status = status[i];
  }
  if (reader.layout().verdicts) {
    std::vector<grid::CellVerdict> verdicts(row.size());
    reader.read_verdict_rows(place.k, place.j, verdicts);
    cell.stored_verdict = verdicts[i];
  }
}

}  // namespace

void choose_simd(program::Simd simd, const std::string& result_file) {
  const std::vector<RankProfile> here = {describe_rank()};
  if (!result_file.empty() && simd != program::Simd::automatic &&
      rank_without(simd, here) != nullptr) {
    base::say(
        "note: the last bits may differ, since {} was computed with --simd {}, which this "
        "processor does not have",
        base::printable(result_file), config::simd_name(simd));
    simd = program::Simd::automatic;
  }
  program::use_simd(target_for(simd, here));
}

Recomputer::Recomputer(const config::SweepConfig& sweep)
    : solver_(std::make_unique<GuardedSolver>(
          solver_factory(sweep), plan_file(sweep, "").metrics.size(), std::stop_token())) {}

void require_metrics(const store::FrameReader& reader, const config::SweepConfig& sweep) {
  const auto same = [](const store::VariableLayout& a, const store::VariableLayout& b) {
    return a.name == b.name;
  };
  if (!std::ranges::equal(reader.layout().metrics, plan_file(sweep, "").metrics, same)) {
    throw base::ConfigError({"the file's cells cannot be compared",
                             "its metrics are not those that its provenance names",
                             "Give a file that heatreel wrote."});
  }
}

std::vector<std::string> differences(const store::FrameReader& reader,
                                     const solve::ChunkResult& result) {
  const store::FileLayout& layout = reader.layout();
  const store::FrameSlab slab(result.range, result.values, result.status, result.verdicts,
                              layout.form());
  const auto computed = slab.digests();
  const auto stored = reader.digests(result.range);
  std::vector<std::string> names;
  for (std::size_t i = 0; i < computed.size(); ++i) {
    if (computed[i].crc != stored[i].crc) {
      names.push_back(store::variable_name(layout, i));
    }
  }
  return names;
}

TracedCell trace_metrics(const config::TraceCommand& command, const solve::TimeSeries& series) {
  TracedCell cell;
  if (!command.sweep) {
    const std::vector<metric::MetricSpec>& metrics = command.simulation.metrics;
    for (std::size_t m = 0; m < metrics.size(); ++m) {
      cell.metrics.push_back(
          {metrics[m].label(), unit_of(command.simulation, metrics[m]), series.metrics[m]});
    }
    cell.status = series.status;
    cell.verdict = series.verdict;
    return cell;
  }
  const solve::ChunkResult result = Recomputer(*command.sweep).compute(command.cell);
  const store::FileLayout layout = plan_file(*command.sweep, "");
  for (std::size_t m = 0; m < layout.metrics.size(); ++m) {
    cell.metrics.push_back(
        {layout.metrics[m].name, layout.metrics[m].unit, result.values[m].front()});
  }
  cell.status = result.status.front();
  cell.verdict = result.verdicts.front();
  if (!command.result_file.empty()) {
    add_stored(command, result, cell);
  }
  return cell;
}

}  // namespace heatreel::app
