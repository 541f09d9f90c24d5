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

/// The path of degree 4 through the values at the step's ends and middle; where only the ends are
/// read, of degree 3 through these.
metric::Segment segment_of_expression(const Flow& flow, const StepStart& start, const Trial& trial,
                                      expr::NodeId node) {
  const Value h = start.width;
  const Value begin = flow.quantity(node, start.time, start.z);
  const Value end = flow.quantity(node, start.end, trial.z);
  const Value slope_begin = flow.quantity_slope(node, start.time, start.z, start.slope);
  const Value slope_end = flow.quantity_slope(node, start.end, trial.z, trial.slope);
  const auto path = [&] {
    if (trial.reading == metric::Reading::ends) {
      return metric::cubic_path(begin, end - begin, h * slope_begin, h * slope_end);
    }
    const Value middle = flow.quantity(node, start.time + 0.5 * h, middle_of(trial));
    return metric::quartic_path(begin, end - begin, middle, h * slope_begin, h * slope_end);
  };
  return {start.time, h, path(), end, slope_begin, slope_end, metric::Scale::linear, trial.reading};
}

/// From one sample of a map to the next; a slope is what the quantity grows by.
metric::Segment segment_of_samples(const Flow& flow, const StepStart& start, const Trial& trial,
                                   expr::NodeId node) {
  const Value begin = flow.quantity(node, start.time, start.z);
  const Value end = flow.quantity(node, start.end, trial.z);
  const Value next = flow.quantity(node, start.end + 1.0, trial.slope);
  const Value zero = begin.number(0.0);
  const Value rise = end - begin;
  return {start.time, start.width, {begin, rise, zero, zero, zero}, end,
          rise,       next - end,  metric::Scale::linear,           trial.reading};
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
  if (trial.reading == metric::Reading::samples) {
    return segment_of_samples(flow, start, trial, quantity.node);
  }
  if (quantity.state) {
    const std::size_t i = *quantity.state;
    return {start.time,     start.width,    trial.paths[i], trial.z[i],
            start.slope[i], trial.slope[i], flow.scale(i),  trial.reading};
  }
  return segment_of_expression(flow, start, trial, quantity.node);
}

Corner::Corner(expr::Graph& graph, const std::string& quantity)
    : begin(graph, quantity + "#before"),
      slope_begin(graph, quantity + "#slope before"),
      end(graph, quantity + "#after"),
      slope_end(graph, quantity + "#slope after") {}

Sample sample_of(const Flow& flow, Value time, const Values& slopes,
                 const model::Quantity& quantity) {
  if (quantity.state) {
    return {flow.coordinates()[*quantity.state], slopes[*quantity.state]};
  }
  return {flow.quantity(quantity.node, time, flow.coordinates()),
          flow.quantity_slope(quantity.node, time, flow.coordinates(), slopes)};
}

metric::Segment segment_of(const Flow& flow, const Corner& corner, Value second,
                           const model::Quantity& quantity, metric::Reading reading) {
  const Value zero = second.number(0.0);
  const Value jump = corner.end - corner.begin;
  const Value begin = select(second, corner.end, corner.begin);
  const bool is_map = reading == metric::Reading::samples;
  const Value onward =
      is_map ? zero : select(jump.apply(expr::Op::equal, zero), corner.slope_end, jump);
  return {flow.time(),
          zero,
          {begin, corner.end - begin, zero, zero, zero},
          corner.end,
          select(second, onward, corner.slope_begin),
          select(second, corner.slope_end, onward),
          quantity.state ? flow.scale(*quantity.state) : metric::Scale::linear,
          reading,
          true};
}

}  // namespace heatreel::solve
