// SPDX-License-Identifier: GPL-3.0-or-later
#include "heatreel/metric/lyapunov.hpp"

#include <algorithm>

namespace heatreel::metric {

namespace {

constexpr const char* growth_name = "#growth";
constexpr const char* time_name = "#time of growth";

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

}  // namespace heatreel::metric
