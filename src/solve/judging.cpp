// SPDX-License-Identifier: GPL-3.0-or-later
#include "judging.hpp"

#include "observation.hpp"

#include <algorithm>
#include <utility>

namespace heatreel::solve {

namespace {

/// Coordinate and slope at the lane's time; in a map, the sample and what it changes by next.
Sample last_sample(const Flow& flow, Method method, const model::Quantity& quantity) {
  if (method != Method::map) {
    return sample_of(flow, flow.time(), slope_rows(flow), quantity);
  }
  const Values next = flow.rates(flow.time(), flow.coordinates());
  const Value here = flow.quantity(quantity.node, flow.time(), flow.coordinates());
  return {here, flow.quantity(quantity.node, flow.time() + 1.0, next) - here};
}

/// How the coordinate of a subject's segments gives the quantity.
metric::Scale scale_of(const Flow& flow, Method method, const Subject& subject) {
  const auto& state = subject.quantity.state;
  return state && method != Method::map ? flow.scale(*state) : metric::Scale::linear;
}

}  // namespace

std::vector<Subject> subjects_of(expr::Graph& graph, const model::Model& model,
                                 const std::vector<metric::MetricSpec>& metrics,
                                 const std::vector<std::optional<model::Quantity>>& quantities) {
  std::vector<Subject> subjects;
  for (metric::Judged& judged : metric::judged_quantities(metrics)) {
    const auto metric = std::ranges::find(metrics, judged.quantity, &metric::MetricSpec::quantity);
    const auto m = static_cast<std::size_t>(metric - metrics.begin());
    subjects.push_back({std::move(judged), *quantities[m]});
  }
  if (subjects.empty()) {
    const std::string& first = model.states.front().name;
    subjects.push_back({{first}, {graph.input(first), 0}});
  }
  return subjects;
}

Value judge(const Flow& flow, Method method, const std::vector<Subject>& subjects, Value begin,
            Value end) {
  Value gravest = begin.number(0.0);
  for (const Subject& subject : subjects) {
    const auto [value, slope] = last_sample(flow, method, subject.quantity);
    gravest = max(gravest, metric::build_verdict(
                               begin.graph(), subject.judged,
                               {begin, end, value, slope, scale_of(flow, method, subject)}));
  }
  return gravest;
}

}  // namespace heatreel::solve
