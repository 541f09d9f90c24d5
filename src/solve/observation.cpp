// SPDX-License-Identifier: GPL-3.0-or-later
#include "observation.hpp"

#include <limits>
#include <set>
#include <tuple>

namespace heatreel::solve {

namespace {

/// An expression at θ inside a step.
Value inside(const Flow& flow, const StepStart& start, const Trial& trial, expr::NodeId node,
             double theta) {
  return flow.quantity(node, start.time + theta * start.width,
                       coordinates_at(trial, start.width.number(theta)));
}

/// The extreme of the parabola that begins with a value and a slope and leads to another value; the
/// value itself if there is none between. \param slope times the distance of the two
Value turning_value(Value begin, Value slope, Value end) {
  const Value rise = end - begin;
  return select(slope * rise < begin.number(0.0), begin + 0.25 * (slope * slope / (slope - rise)),
                begin);
}

/// How far numbers go back and forth beyond a single extreme.
Value hidden_extremes(const Values& numbers) {
  const Value ends = numbers.front() + numbers.back();
  Value way = ends.number(0.0);
  Value low = numbers.front();
  Value high = low;
  for (std::size_t i = 1; i < numbers.size(); ++i) {
    way = way + abs(numbers[i] - numbers[i - 1]);
    low = min(low, numbers[i]);
    high = max(high, numbers[i]);
  }
  return way - max(2.0 * high - ends, ends - 2.0 * low);
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
    const Value middle = inside(flow, start, trial, node, 0.5);
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

metric::Reading reading_of(Method method) {
  if (method == Method::map) {
    return metric::Reading::samples;
  }
  return controls_error(method) ? metric::Reading::dense : metric::Reading::ends;
}

model::Quantity quantity_of(expr::Graph& graph, const model::Model& model,
                            const metric::MetricSpec& metric) {
  return model::parse_quantity(model, metric.quantity, graph);
}

std::vector<std::optional<model::Quantity>> quantities_of(
    expr::Graph& graph, const model::Model& model, const std::vector<metric::MetricSpec>& metrics) {
  std::vector<std::optional<model::Quantity>> quantities;
  for (const metric::MetricSpec& metric : metrics) {
    quantities.emplace_back();
    if (!metric::traits(metric.kind).needs_tangent) {
      quantities.back() = quantity_of(graph, model, metric);
    }
  }
  return quantities;
}

bool is_value_of_state(const model::Model& model, const metric::MetricSpec& metric) {
  return metric::traits(metric.kind).is_value_taken && model.find_state(metric.quantity) != nullptr;
}

std::vector<expr::NodeId> expressions_inside(
    const std::vector<std::optional<model::Quantity>>& quantities,
    const std::vector<metric::MetricSpec>& metrics, bool tail) {
  std::set<expr::NodeId> found;
  for (std::size_t m = 0; m < metrics.size(); ++m) {
    const bool looks = metrics[m].kind != metric::Kind::final &&
                       (tail || metric::traits(metrics[m].kind).sees_transient);
    if (looks && quantities[m] && !quantities[m]->state) {
      found.insert(quantities[m]->node);
    }
  }
  return {found.begin(), found.end()};
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

Value path_error(const Flow& flow, const StepStart& start, const Trial& trial, expr::NodeId node,
                 double rtol, const Values& tolerance) {
  const metric::Segment segment = segment_of_expression(flow, start, trial, node);
  const Values numbers{segment.path.begin, inside(flow, start, trial, node, 0.25),
                       inside(flow, start, trial, node, 0.5),
                       inside(flow, start, trial, node, 0.75), segment.end};
  const Value zero = segment.width.number(0.0);
  Value size = zero;
  for (const Value number : numbers) {
    size = max(size, abs(number));
  }
  const Value allowed = rtol * size + flow.quantity_error(node, start.end, trial.z, tolerance);
  const auto distance = [&](std::size_t quarter) {
    const Value theta = zero.number(0.25 * static_cast<double>(quarter));
    return abs(numbers[quarter] - segment.path.at(theta));
  };
  const Value quarter = 0.25 * segment.width;
  const Value first = turning_value(numbers[0], quarter * segment.slope_begin, numbers[1]);
  const Value last = turning_value(numbers[4], -(quarter * segment.slope_end), numbers[3]);
  const Value hidden =
      hidden_extremes({numbers[0], first, numbers[1], numbers[2], numbers[3], last, numbers[4]});
  const Value error = max(max(distance(1), distance(3)), hidden) / allowed;
  return select(error < std::numeric_limits<double>::infinity(), error, zero);
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
