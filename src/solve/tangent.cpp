// SPDX-License-Identifier: GPL-3.0-or-later
#include "tangent.hpp"

#include <cmath>
#include <limits>
#include <map>

#include "heatreel/expr/calculus.hpp"

namespace heatreel::solve {

using expr::NodeId;
using expr::Value;

std::string tangent_name(const std::string& state) { return state + "#tangent"; }

std::vector<NodeId> variation(expr::Graph& graph, const model::Model& model) {
  std::vector<NodeId> equations;
  std::map<std::string, NodeId, std::less<>> direction;
  for (const model::State& state : model.states) {
    equations.push_back(state.rate);
    direction.emplace(state.name, graph.input(tangent_name(state.name)));
  }
  std::vector<NodeId> result;
  for (const auto& derivative : expr::derivatives(graph, equations, direction)) {
    result.push_back(derivative.value_or(graph.constant(0.0)));
  }
  return result;
}

double tangent_start(std::size_t i, std::size_t n) {
  const auto component = [](std::size_t j) { return std::cos(static_cast<double>(j + 1)); };
  double length = 0.0;
  for (std::size_t j = 0; j < n; ++j) {
    length += std::abs(component(j));
  }
  return component(i) / length;
}

Value tangent_length(std::span<const Value> tangent) {
  Value sum = abs(tangent.front());
  for (const Value component : tangent.subspan(1)) {
    sum = sum + abs(component);
  }
  return select(0.0 < sum, sum, sum.number(std::numeric_limits<double>::quiet_NaN()));
}

}  // namespace heatreel::solve
