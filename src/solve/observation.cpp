// SPDX-License-Identifier: GPL-3.0-or-later
#include "observation.hpp"

#include <tuple>

namespace heatreel::solve {

namespace {

/// Coordinates in the middle of a step.
Values middle_of(const Trial& trial) {
  Values middle;
  for (const metric::Path& path : trial.paths) {
    middle.push_back(path.at(path.begin.number(0.5)));
  }
  return middle;
}

}  // namespace

model::Quantity quantity_of(expr::Graph& graph, const model::Model& model,
                            const metric::MetricSpec& metric) {
  return model::parse_quantity(model, metric.quantity, graph);
}

bool is_value_of_state(const model::Model& model, const metric::MetricSpec& metric) {
  return metric::traits(metric.kind).is_value_taken && model.find_state(metric.quantity) != nullptr;
}

metric::Segment segment_of(const Flow& flow, const Attempt& attempt,
                           const model::Quantity& quantity) {
  const auto& [start, trial] = std::tie(attempt.start, attempt.trial);
  if (quantity.state) {
    const std::size_t i = *quantity.state;
    return {start.time,     start.width,    trial.paths[i], trial.z[i],
            start.slope[i], trial.slope[i], flow.scale(i)};
  }
  const expr::NodeId node = quantity.node;
  const Value h = start.width;
  const Value begin = flow.quantity(node, start.time, start.z);
  const Value middle = flow.quantity(node, start.time + 0.5 * h, middle_of(trial));
  const Value end = flow.quantity(node, start.end, trial.z);
  const Value slope_begin = flow.quantity_slope(node, start.time, start.z, start.slope);
  const Value slope_end = flow.quantity_slope(node, start.end, trial.z, trial.slope);
  return {start.time,
          h,
          metric::quartic_path(begin, end - begin, middle, h * slope_begin, h * slope_end),
          end,
          slope_begin,
          slope_end};
}

metric::Segment segment_between(const Sample& begin, const Sample& end, Value width) {
  const metric::Path path = metric::cubic_path(begin.value, end.value - begin.value,
                                               width * begin.slope, width * end.slope);
  return {
      begin.time,           width, path, end.value, begin.slope, end.slope, metric::Scale::linear,
      metric::Reading::ends};
}

metric::Segment segment_at(const Sample& sample) {
  const Value zero = sample.value.number(0.0);
  return {sample.time,
          zero,
          {sample.value, zero, zero, zero, zero},
          sample.value,
          sample.slope,
          sample.slope,
          metric::Scale::linear,
          metric::Reading::ends};
}

metric::Segment segment_of_map(const Sample& before, const Sample& sample) {
  metric::Segment segment = segment_at(sample);
  segment.width = sample.value.number(1.0);
  segment.slope_begin = before.slope;
  return segment;
}

}  // namespace heatreel::solve
