// SPDX-License-Identifier: GPL-3.0-or-later
#include "heatreel/metric/lyapunov.hpp"

#include <algorithm>

namespace heatreel::metric {

namespace {

constexpr const char* growth_name = "#growth";
constexpr const char* time_name = "#time of growth";

/// Blocks of the tail; of few and long ones the error would be uncertain itself (by a fourth), many
/// short ones would depend on each other.
constexpr double blocks = 10.0;
/// Of a block: a sum of steps that misses its length through rounding.
constexpr double rounding = 1e-6;

}  // namespace

bool needs_tangent(const std::vector<MetricSpec>& metrics) {
  return std::any_of(metrics.begin(), metrics.end(),
                     [](const MetricSpec& metric) { return traits(metric.kind).needs_tangent; });
}

Reduction lyapunov_reduction(expr::Value growth, expr::Value width) {
  const expr::Value total(growth.graph(), growth_name);
  const expr::Value time(growth.graph(), time_name);
  return {{{growth_name, 0.0, (total + log(growth)).id()}, {time_name, 0.0, (time + width).id()}},
          (total / time).id()};
}

// Mean and squares by Welford's recurrence, as for period_spread.
Reduction lyapunov_spread_reduction(expr::Value growth, expr::Value width, double tail) {
  const auto row = [&](const char* name) { return expr::Value(growth.graph(), name); };
  const expr::Value total = row("#growth of block") + log(growth);
  const expr::Value time = row("#time of block") + width;
  const expr::Value full = growth.number((1.0 - rounding) * tail / blocks) <= time;
  const expr::Value zero = growth.number(0.0);
  const expr::Value count = row("#blocks");
  const expr::Value mean = row("#mean of blocks");
  const expr::Value squares = row("#squares of blocks");
  const expr::Value distance = total / time - mean;
  const expr::Value updated = mean + distance / (count + 1.0);
  const auto finished = [&](const char* name, expr::Value value) {
    return Accumulator{name, 0.0, select(full, value, row(name)).id()};
  };
  return {{{"#growth of block", 0.0, select(full, zero, total).id()},
           {"#time of block", 0.0, select(full, zero, time).id()},
           finished("#blocks", count + 1.0),
           finished("#mean of blocks", updated),
           finished("#squares of blocks", squares + distance * (total / time - updated))},
          sqrt(squares / (count * (count - 1.0))).id()};
}

}  // namespace heatreel::metric
