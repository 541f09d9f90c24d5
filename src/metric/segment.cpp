// SPDX-License-Identifier: GPL-3.0-or-later
// Metrics as streaming reductions, in graph form.
#include "heatreel/metric/segment.hpp"

#include "maxima.hpp"

#include <cmath>
#include <limits>
#include <utility>

#include <fmt/format.h>

#include "heatreel/base/contract.hpp"
#include "heatreel/base/text.hpp"
#include "heatreel/metric/path.hpp"

namespace heatreel::metric {

namespace {

using expr::Graph;
using expr::Value;
using expr::Values;

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();

/// Logarithm of the least number that exp() does not round to 0.
constexpr double log_of_least = -745.0;

/// A value of the quantity with its part of a segment's time.
struct Weighted {
  Value value;
  double weight;
};

class SegmentReducer : private QuantityReducer {
 public:
  SegmentReducer(Graph& graph, const MetricSpec& metric, const Segment& segment)
      : QuantityReducer(graph, metric.quantity, segment), metric_(metric) {}

  Reduction build() {
    reduction_.result = result().id();
    return std::move(reduction_);
  }

 private:
  Value result() {
    switch (metric_.kind) {
      case Kind::min:
        return minimum();
      case Kind::max:
        return maximum();
      case Kind::mean:
        return mean();
      case Kind::standard_deviation:
        return standard_deviation();
      case Kind::final:
        return quantity_at(set(named("last"), not_a_number, segment_.end));
      case Kind::period:
        return period();
      case Kind::period_spread:
        return period_spread();
      case Kind::period_fft:
        return spectral_period();
      case Kind::peaks:
        return peaks();
      case Kind::time_above:
        return time_above();
      case Kind::first_time_above:
        return first_time_above();
      case Kind::lyapunov:
      case Kind::lyapunov_spread:
      case Kind::amplitude:
        break;
    }
    const Value low = minimum();
    return maximum() - low;
  }

  // Integrals.

  /// Nodes and weights of the formula that integrates over a segment.
  std::vector<Weighted> weighted() {
    if (!has_inside()) {
      return {{quantity_at(segment_.end), 1.0}};
    }
    if (!dense()) {
      return {{quantity_at(segment_.path.begin), 0.5}, {quantity_at(segment_.end), 0.5}};
    }
    const auto node = [&](double theta, double weight) {
      return Weighted{quantity_at(segment_.path.at(number(theta))), weight};
    };
    return {node(0.1127016653792583, 5.0 / 18.0), node(0.5, 8.0 / 18.0),
            node(0.8872983346207417, 5.0 / 18.0)};
  }

  /// The time that segments took so far.
  Value duration() {
    const std::string name = "#duration";
    return set(name, 0.0, accumulator(name) + segment_.width);
  }

  Value mean() {
    const std::string name = named("integral");
    Value sum = accumulator(name);
    for (const Weighted& node : weighted()) {
      sum = sum + node.weight * segment_.width * node.value;
    }
    const Value integral = set(name, 0.0, sum);
    return integral / duration();
  }

  /// Means and squares of deviations, segment by segment, are united as Chan, Golub & LeVeque, The
  /// American Statistician 37, 242–247 (1983) do it: no large numbers are subtracted from each
  /// other.
  Value standard_deviation() {
    const Value time = duration();
    Value inner_mean = number(0.0);
    for (const Weighted& node : weighted()) {
      inner_mean = inner_mean + node.weight * node.value;
    }
    Value inner_square = number(0.0);
    for (const Weighted& node : weighted()) {
      const Value deviation = node.value - inner_mean;
      inner_square = inner_square + node.weight * (deviation * deviation);
    }
    constexpr double least = std::numeric_limits<double>::min();  // for a first one without width
    const Value part = segment_.width / max(time + segment_.width, number(least));
    const std::string mean_name = named("running mean");
    const Value mean = accumulator(mean_name);
    const Value distance = inner_mean - mean;
    set(mean_name, 0.0, mean + part * distance);
    const std::string square_name = named("squares");
    const Value squares = set(square_name, 0.0,
                              accumulator(square_name) + segment_.width * inner_square +
                                  distance * distance * (time * part));
    return sqrt(squares / time);
  }

  // Maxima.

  Value peaks() { return select(moving(), peak().count, number(0.0)); }

  /// Mean distance of consecutive maxima.
  Value period() {
    const Peak peak = this->peak();
    const Values first = keep_top("first peak", peak.confirmed * (peak.count < 1.0), peak.top);
    const Values last = keep_top("last peak", peak.confirmed, peak.top);
    const Value known = (1.0 < peak.count) * moving();
    return select(known, (time_of(last) - time_of(first)) / (peak.count - 1.0),
                  number(not_a_number));
  }

  /// Standard deviation of the distances over their mean, by Welford's recurrence (Technometrics 4,
  /// 419–420 (1962)).
  Value period_spread() {
    const Peak peak = this->peak();
    const Value count = peak.count;
    const Value when = time_of(peak.top);
    const Value distance = when - keep(named("latest peak"), peak.confirmed, when);
    const Value another = peak.confirmed * (1.0 <= count);
    const std::string mean_name = named("mean distance");
    const Value mean = accumulator(mean_name);
    const Value updated = mean + (distance - mean) / count;
    follow(mean_name, 0.0, select(another, updated, mean));
    const std::string square_name = named("squares of distances");
    const Value square = (distance - mean) * (distance - updated);
    const Value squares =
        follow(square_name, 0.0, accumulator(square_name) + select(another, square, number(0.0)));
    const Value known = (2.0 < count) * moving();
    return select(known, sqrt(squares / (count - 1.0)) / mean, number(not_a_number));
  }

  Value spectral_period() {
    const std::string name = spectral_period_name(metric_);
    const Value period = set(name, not_a_number, accumulator(name));
    return select(moving() * (1.0 < peak().count), period, number(not_a_number));
  }

  // Times above a threshold.

  /// The coordinate's value above which the quantity is above the threshold.
  double level() const {
    HEATREEL_REQUIRE(metric_.threshold.has_value());
    const double threshold = *metric_.threshold;
    if (segment_.scale == Scale::linear) {
      return threshold;
    }
    if (threshold < 0.0) {
      return -infinity;
    }
    return segment_.scale == Scale::logarithmic ? std::max(std::log(threshold), log_of_least)
                                                : threshold;
  }

  /// A segment in two monotone parts, from its beginning to its extreme and on to its end; the
  /// second is empty where there is no extreme.
  struct Parts {
    Value split;        ///< θ of the extreme, or 1
    Value above_begin;  ///< 1 where the quantity is above the threshold
    Value above_split;
    Value above_end;
    Value first_crossing;   ///< θ of the threshold in the first part, if it is passed there
    Value second_crossing;  ///< and in the second
  };

  /// The first guess of a crossing is that of a straight line; of a parabola, if the part has the
  /// extreme at one end.
  Parts parts() {
    const Value level = number(this->level());
    const Value zero = number(0.0);
    const Value one = number(1.0);
    if (!has_inside()) {
      return {one, level < segment_.path.begin, level < segment_.end, level < segment_.end, one,
              one};
    }
    const Value turns = dense() ? tops_ + bottoms_ : zero;
    const Value split = select(turns, theta_, one);
    const Value top = select(turns, turn_, segment_.end);
    const Value begin = segment_.path.begin;
    const auto bounded = [&](Value part) { return min(max(part, zero), one); };
    const Value to_split = bounded((level - begin) / (top - begin));
    const Value first_guess = select(turns, 1.0 - sqrt(1.0 - to_split), to_split);
    const Value to_end = bounded((level - top) / (segment_.end - top));
    return {split,
            level < begin,
            level < top,
            level < segment_.end,
            crossing(segment_.path, level, zero, split, split * first_guess),
            crossing(segment_.path, level, split, one, split + (1.0 - split) * sqrt(to_end))};
  }

  /// Part of [from, to] above the threshold, which is passed at `crossing` if at all.
  static Value length_above(Value from, Value to, Value above_from, Value above_to,
                            Value crossing) {
    const Value falling = select(above_to, to - from, crossing - from);
    return select(above_from, falling, select(above_to, to - crossing, from.number(0.0)));
  }

  Value time_above() {
    const Parts p = parts();
    Value length = !has_inside() ? p.above_end
                                 : length_above(number(0.0), p.split, p.above_begin, p.above_split,
                                                p.first_crossing);
    if (dense()) {
      length = length +
               length_above(p.split, number(1.0), p.above_split, p.above_end, p.second_crossing);
    }
    const std::string name = named("time above " + base::format_exact(*metric_.threshold));
    return set(name, 0.0, accumulator(name) + segment_.width * length);
  }

  Value first_time_above() {
    const Parts p = parts();
    const Value in_second = select(p.above_end, p.second_crossing, number(infinity));
    const Value in_first =
        select(p.above_split, p.first_crossing, dense() ? in_second : number(infinity));
    const Value theta = select(p.above_begin, number(0.0), in_first);
    const Value seen = theta < infinity;
    const Value when = select(seen, segment_.time + theta * segment_.width, number(infinity));
    const std::string name = named("first time above " + base::format_exact(*metric_.threshold));
    const Value first = set(name, infinity, min(when, accumulator(name)));
    return select(first < infinity, first, number(not_a_number));
  }

  const MetricSpec& metric_;
};

class ApproachReducer : private QuantityReducer {
 public:
  using QuantityReducer::QuantityReducer;

  std::vector<Accumulator> build() {
    approach();
    return std::move(reduction_.accumulators);
  }
};

}  // namespace

Reduction build_reduction(Graph& graph, const MetricSpec& metric, const Segment& segment) {
  return SegmentReducer(graph, metric, segment).build();
}

std::vector<Accumulator> build_approach(Graph& graph, const MetricSpec& metric,
                                        const Segment& segment) {
  return ApproachReducer(graph, metric.quantity, segment).build();
}

std::string spectral_period_name(const MetricSpec& metric) {
  return metric.quantity + "#spectral period";
}

std::string maxima_name(const MetricSpec& metric) { return metric.quantity + "#peaks"; }

}  // namespace heatreel::metric
