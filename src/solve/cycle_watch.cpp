// SPDX-License-Identifier: GPL-3.0-or-later
#include "cycle_watch.hpp"

#include <algorithm>
#include <limits>

#include "heatreel/metric/path.hpp"

namespace heatreel::solve {

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();

/// The maximum at which a lane is compared with what it was at the first one: four further, so that
/// cycles of 2 and 4 maxima are found too.
constexpr double last_maximum = 5.0;

/// Change over a round that counts as none: part of the size of the oscillation in each coordinate.
constexpr double unchanged_part = 1e-5;
/// Change that may be lost where rounds are skipped, in units of one that counts as none: what
/// changes by nearly so much in a round may go on doing so.
constexpr double lost_change = 2.0;
/// Of the tolerance: what the errors of steps change in a round of a cycle that repeats itself.
constexpr double noise = 5.0;
/// Part of the tolerance below which changes of coordinates that hardly move are rounding.
constexpr double rounding_part = 1e-3;

}  // namespace

bool may_skip_cycles(const Flow& flow, const std::vector<metric::MetricSpec>& metrics,
                     const IntegrationOptions& options) {
  return options.early_stop && flow.autonomous() &&
         std::all_of(metrics.begin(), metrics.end(), [](const metric::MetricSpec& metric) {
           return metric::traits(metric.kind).allows_skipping;
         });
}

CycleMemory::CycleMemory(const Flow& flow)
    : maxima(flow.time().graph(), "#maxima"), time(flow.time().graph(), "#first maximum") {
  expr::Graph& graph = flow.time().graph();
  for (const Value coordinate : flow.coordinates()) {
    const auto& name = graph.input_name(graph.node(coordinate.id()).input);
    z.emplace_back(graph, name + " at maximum");
    low.emplace_back(graph, name + " low");
    high.emplace_back(graph, name + " high");
  }
}

std::vector<program::Assignment> CycleMemory::empty() const {
  std::vector<program::Assignment> rows;
  const auto set = [&](Value row, double value) {
    rows.push_back({row.id(), row.number(value).id()});
  };
  set(maxima, 0.0);
  set(time, not_a_number);
  for (std::size_t i = 0; i < z.size(); ++i) {
    set(z[i], not_a_number);
    set(low[i], infinity);
    set(high[i], -infinity);
  }
  return rows;
}

CycleWatch::CycleWatch(const Flow& flow, const WatchedStep& step)
    : flow_(flow),
      step_(step),
      memory_(flow),
      passes_(step.accepted * (0.0 < step.start.slope[0]) *
              (step.trial.slope[0] <= step.accepted.number(0.0))),
      theta_(metric::turning_point(step.trial.paths[0], step.start.slope[0], step.trial.slope[0])) {
}

void CycleWatch::remember(Value row, Value condition, Value value) {
  updates_.push_back({row.id(), select(condition, value, row).id()});
}

Value CycleWatch::skipped(Value left) {
  const Value time = step_.start.time + theta_ * step_.start.width;
  const Value maxima = memory_.maxima + 1.0;
  const Value first = passes_ * (maxima <= 1.0);
  const auto [change, drift] = this->change(first);
  const Value repeats = complete() * (change < 1.0);
  remember(memory_.maxima, passes_, maxima);
  remember(memory_.time, first, time);
  const Value round = time - memory_.time;
  const Value rounds = min(left / round, lost_change / drift).apply(expr::Op::floor);
  return select(repeats, rounds * round, left.number(0.0));
}

Value CycleWatch::complete() const { return passes_ * (last_maximum <= memory_.maxima + 1.0); }

CycleWatch::Change CycleWatch::change(Value first) {
  const Value zero = theta_.number(0.0);
  Change change{zero, zero};
  for (std::size_t i = 0; i < flow_.size(); ++i) {
    const Value here = step_.trial.paths[i].at(theta_);
    const Value low = min(memory_.low[i], step_.trial.z[i]);
    const Value high = max(memory_.high[i], step_.trial.z[i]);
    // A change of ln y is a relative change of y.
    const Value range = high - low;
    const Value size = flow_.logarithmic(i) ? min(range, range.number(1.0)) : range;
    const Value unit = max(unchanged_part * size, rounding_part * step_.tolerance[i]);
    const Value distance = abs(here - memory_.z[i]);
    change.all = change.all + distance / unit;
    change.drift = change.drift + max(distance - noise * step_.tolerance[i], zero) / unit;
    remember(memory_.z[i], first, here);
    remember(memory_.low[i], step_.accepted, low);
    remember(memory_.high[i], step_.accepted, high);
  }
  return change;
}

}  // namespace heatreel::solve
