// SPDX-License-Identifier: GPL-3.0-or-later
#include "heatreel/metric/segment.hpp"

#include <array>
#include <limits>
#include <utility>

#include <fmt/format.h>

namespace heatreel::metric {

namespace {

using expr::Graph;
using expr::Value;

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();

class SegmentReducer {
 public:
  SegmentReducer(Graph& graph, const std::string& state, const Segment& segment)
      : graph_(graph),
        state_(state),
        segment_(segment),
        end_(segment.path.begin + segment.path.rise),
        rises_(0.0 < segment.slope_begin),
        falls_(segment.slope_begin < 0.0),
        tops_(rises_ * (segment.slope_end <= 0.0)),
        bottoms_(falls_ * (0.0 <= segment.slope_end)),
        theta_(turning_point(segment.path, segment.slope_begin, segment.slope_end)),
        turn_(segment.path.at(theta_)) {}

  Reduction build(Kind kind) {
    reduction_.result = result(kind).id();
    return std::move(reduction_);
  }

 private:
  Value number(double value) { return {graph_, graph_.constant(value)}; }

  std::string of_state(const char* quantity) const {
    return fmt::format("{}#{}", state_, quantity);
  }

  Value accumulator(const std::string& name) { return {graph_, name}; }

  Value set(const std::string& name, double initial, Value update) {
    reduction_.accumulators.push_back({name, initial, update.id()});
    return accumulator(name);
  }

  /// The state where its coordinate is given.
  Value state_at(Value coordinate) const {
    switch (segment_.scale) {
      case Scale::logarithmic:
        return exp(coordinate);
      case Scale::cut_at_zero:
        return max(coordinate.number(0.0), coordinate);
      case Scale::linear:
        break;
    }
    return coordinate;
  }

  Value minimum() {
    const std::string name = of_state("min");
    const Value ends = min(segment_.path.begin, end_);
    const Value lowest = min(select(bottoms_, turn_, ends), ends);
    return state_at(set(name, infinity, min(lowest, accumulator(name))));
  }

  Value maximum() {
    const std::string name = of_state("max");
    const Value ends = max(segment_.path.begin, end_);
    const Value highest = max(select(tops_, turn_, ends), ends);
    return state_at(set(name, -infinity, max(highest, accumulator(name))));
  }

  /// Time average, by Gauss's formula with three nodes on each segment.
  Value mean() {
    constexpr std::array<std::pair<double, double>, 3> nodes{
        {{0.1127016653792583, 5.0 / 18.0}, {0.5, 8.0 / 18.0}, {0.8872983346207417, 5.0 / 18.0}}};
    const std::string name = of_state("integral");
    Value sum = accumulator(name);
    for (const auto& [theta, weight] : nodes) {
      sum = sum + weight * segment_.width * state_at(segment_.path.at(number(theta)));
    }
    const std::string time = "#duration";
    const Value integral = set(name, 0.0, sum);
    return integral / set(time, 0.0, accumulator(time) + segment_.width);
  }

  /// Mean distance of consecutive maxima.
  Value period() {
    const Value when = segment_.time + theta_ * segment_.width;
    const std::string peaks_name = of_state("peaks");
    const Value peaks = set(peaks_name, 0.0, accumulator(peaks_name) + tops_);
    const std::string first_name = of_state("first peak");
    const Value first =
        set(first_name, not_a_number, select(tops_ * (peaks < 1.0), when, accumulator(first_name)));
    const std::string last_name = of_state("last peak");
    const Value last = set(last_name, not_a_number, select(tops_, when, accumulator(last_name)));
    const Value known = (1.0 < peaks) * moving();
    return select(known, (last - first) / (peaks - 1.0), number(not_a_number));
  }

  /// 1 where the amplitude is more than a rest's.
  Value moving() {
    const Value low = minimum();
    const Value high = maximum();
    return rest_tolerance * max(abs(low), abs(high)) < high - low;
  }

  Value result(Kind kind) {
    switch (kind) {
      case Kind::min:
        return minimum();
      case Kind::max:
        return maximum();
      case Kind::mean:
        return mean();
      case Kind::final:
        return state_at(set(of_state("last"), not_a_number, end_));
      case Kind::period:
        return period();
      case Kind::amplitude:
        break;
    }
    const Value low = minimum();
    return maximum() - low;
  }

  Graph& graph_;
  const std::string& state_;
  const Segment& segment_;
  Value end_;
  Value rises_;
  Value falls_;
  Value tops_;     ///< 1 where the segment holds a maximum
  Value bottoms_;  ///< 1 where it holds a minimum
  Value theta_;    ///< of the maximum or minimum
  Value turn_;     ///< the coordinate there
  Reduction reduction_;
};

}  // namespace

Value Path::at(Value theta) const {
  return begin + theta * (rise + (1.0 - theta) * (c1 + theta * (c2 + theta * c3)));
}

// With q = c1 + θ·(c2 + θ·c3): u' = rise + (1-2θ)·q + θ·(1-θ)·q'.
Value Path::slope(Value theta) const {
  const Value q = c1 + theta * (c2 + theta * c3);
  const Value dq = c2 + 2.0 * (theta * c3);
  return rise + (1.0 - 2.0 * theta) * q + theta * (1.0 - theta) * dq;
}

Value Path::curvature(Value theta) const {
  const Value q = c1 + theta * (c2 + theta * c3);
  const Value dq = c2 + 2.0 * (theta * c3);
  return 2.0 * ((1.0 - 2.0 * theta) * dq - q + theta * (1.0 - theta) * c3);
}

Value turning_point(const Path& path, Value slope_begin, Value slope_end) {
  constexpr int iterations = 3;
  const Value zero = path.begin.number(0.0);
  const Value one = path.begin.number(1.0);
  Value theta = slope_begin / (slope_begin - slope_end);
  for (int i = 0; i < iterations; ++i) {
    theta = min(one, max(zero, theta - path.slope(theta) / path.curvature(theta)));
  }
  return theta;
}

Reduction build_reduction(Graph& graph, const MetricSpec& metric, const Segment& segment) {
  return SegmentReducer(graph, metric.state, segment).build(metric.kind);
}

}  // namespace heatreel::metric
