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
                     [](const MetricSpec& metric) { return metric.kind == Kind::lyapunov; });
}

std::vector<Accumulator> lyapunov_accumulators(expr::Graph& graph, expr::NodeId growth,
                                               expr::NodeId width) {
  const auto sum = [&](const char* name, expr::NodeId term) {
    return Accumulator{name, 0.0, graph.add(graph.input(name), term)};
  };
  return {sum(growth_name, graph.apply(expr::Op::log, growth)), sum(time_name, width)};
}

expr::NodeId lyapunov_result(expr::Graph& graph) {
  return graph.divide(graph.input(growth_name), graph.input(time_name));
}

}  // namespace heatreel::metric
