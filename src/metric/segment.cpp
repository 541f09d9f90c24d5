// SPDX-License-Identifier: GPL-3.0-or-later
// Metrics as streaming reductions, in graph form. Accumulators are named after what they hold, with
// a '#' that no parameter's name can have, so metrics of one quantity share them.
#include "heatreel/metric/segment.hpp"

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

// Accumulators of the search for maxima, in the quantity's coordinate.
constexpr const char* valley_name = "valley";     ///< lowest since the maximum before
constexpr const char* height_name = "candidate";  ///< of a maximum from which y has not fallen yet

/// A value of the quantity with its part of a segment's time.
struct Weighted {
  Value value;
  double weight;
};

class SegmentReducer {
 public:
  SegmentReducer(Graph& graph, const MetricSpec& metric, const Segment& segment)
      : graph_(graph),
        metric_(metric),
        segment_(segment),
        dense_(segment.reading == Reading::dense),
        tops_((0.0 < segment.slope_begin) * (segment.slope_end <= 0.0)),
        bottoms_((segment.slope_begin < 0.0) * (0.0 <= segment.slope_end)),
        theta_(segment.is_corner
                   ? number(0.0)
                   : turning_point(segment.path, segment.slope_begin, segment.slope_end)),
        turn_(segment.is_corner ? segment.path.begin : segment.path.at(theta_)) {}

  Reduction build() {
    reduction_.result = result().id();
    return std::move(reduction_);
  }

  /// The search for maxima before the tail, at the segments' ends alone. How long a rise must be is
  /// told by what it leads from and to: what came before a transient does not matter.
  std::vector<Accumulator> approach() {
    const Value end = segment_.end;
    const Value low = min(accumulator(named(valley_name)), end);
    const Value height = accumulator(named(height_name));
    const Value enough = segment_.scale == Scale::logarithmic
                             ? number(rest_tolerance)
                             : rest_tolerance * max(abs(low), abs(end));
    const Value best = select((low + enough < end) * (height < end), end, height);
    pass(end < best - enough, best, end, low);
    return std::move(reduction_.accumulators);
  }

 private:
  bool has_inside() const { return segment_.reading != Reading::samples && !segment_.is_corner; }

  Value number(double value) { return {graph_, graph_.constant(value)}; }

  std::string named(const std::string& what) const {
    return fmt::format("{}#{}", metric_.quantity, what);
  }

  Value accumulator(const std::string& name) { return {graph_, name}; }

  /// In an update, the accumulator is what it was before the segment; in a result, what it is
  /// after the last one.
  Value set(const std::string& name, double initial, Value update) {
    reduction_.accumulators.push_back({name, initial, update.id()});
    return accumulator(name);
  }

  /// An accumulator that takes a value only where `condition` holds.
  Value keep(const std::string& name, Value condition, Value value) {
    return set(name, not_a_number, select(condition, value, accumulator(name)));
  }

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

  // Extremes and integrals.

  /// The quantity where its coordinate is given.
  Value quantity_at(Value coordinate) const {
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

  Value lowest() {
    const Value ends = min(segment_.path.begin, segment_.end);
    const Value here = dense_ ? min(select(bottoms_, turn_, ends), ends) : ends;
    return min(here, accumulator(named("min")));
  }

  Value highest() {
    const Value ends = max(segment_.path.begin, segment_.end);
    const Value here = dense_ ? max(select(tops_, turn_, ends), ends) : ends;
    return max(here, accumulator(named("max")));
  }

  Value minimum() { return quantity_at(set(named("min"), infinity, lowest())); }

  Value maximum() { return quantity_at(set(named("max"), -infinity, highest())); }

  /// 1 where the amplitude is more than a rest's.
  Value moving() {
    const Value low = minimum();
    const Value high = maximum();
    return rest_tolerance * max(abs(low), abs(high)) < high - low;
  }

  /// Nodes and weights of the formula that integrates over a segment.
  std::vector<Weighted> weighted() {
    if (!has_inside()) {
      return {{quantity_at(segment_.end), 1.0}};
    }
    if (!dense_) {
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

  /// How far the coordinate must rise to a maximum and fall from it.
  Value prominence() {
    if (segment_.scale == Scale::logarithmic) {
      return number(rest_tolerance);
    }
    minimum();
    maximum();
    return rest_tolerance * max(abs(lowest()), abs(highest()));
  }

  /// What tells when a segment's maximum is. Extremes of dense segments are located anyway; of
  /// others, the place is located where it is needed.
  Values top_of_segment() {
    if (dense_) {
      return {segment_.time + theta_ * segment_.width};
    }
    if (segment_.reading == Reading::samples) {
      return {segment_.time + segment_.width};
    }
    if (segment_.is_corner) {
      return {segment_.time, number(0.0), number(0.0), number(-1.0)};  // time_of() gives the time
    }
    return {segment_.time, segment_.path.rise, segment_.slope_begin, segment_.slope_end};
  }

  Value time_of(const Values& top) {
    if (top.size() == 1) {
      return top[0];
    }
    const Value slope_begin = segment_.width * top[2];
    const Value slope_end = segment_.width * top[3];
    const Path path = cubic_path(number(0.0), top[1], slope_begin, slope_end);
    return top[0] + turning_point(path, slope_begin, slope_end) * segment_.width;
  }

  /// The top that was the last for which a condition held.
  Values keep_top(const std::string& which, Value condition, const Values& top) {
    Values kept;
    for (std::size_t i = 0; i < top.size(); ++i) {
      kept.push_back(keep(named(fmt::format("{} {}", which, i)), condition, top[i]));
    }
    return kept;
  }

  /// Goes on from a candidate once the fall from it is long enough.
  void pass(Value confirmed, Value best, Value here, Value low) {
    set(named(height_name), -infinity, select(confirmed, number(-infinity), best));
    set(named(valley_name), infinity, select(confirmed, here, low));
  }

  /// A maximum that counts.
  struct Peak {
    Value confirmed;  ///< 1 where the fall from it becomes long enough within this segment
    Values top;
    Value count;  ///< of those before
  };

  /// Follows rises and falls: a top is a candidate once the rise to it was long enough, gives way
  /// to a higher one, and counts once the fall from it is long enough. Rounding noise of a cell
  /// that comes to rest thus makes no maxima, however large the tail's amplitude is. The rise may
  /// have begun before the tail. A candidate from there has no time, and does not count.
  Peak peak() {
    const Value enough = prominence();
    const Value begin = segment_.path.begin;
    const Value valley = min(begin, accumulator(named(valley_name)));
    const Value height = accumulator(named(height_name));
    const Value here = dense_ ? turn_ : max(begin, segment_.end);
    const Value candidate = tops_ * (enough < here - valley) * (height < here);
    const Values seen = top_of_segment();
    const Values kept = keep_top("candidate", candidate, seen);
    Values top;
    for (std::size_t i = 0; i < seen.size(); ++i) {
      top.push_back(select(candidate, seen[i], kept[i]));
    }
    const Value best = select(candidate, here, height);
    const Value low = dense_ ? select(bottoms_, turn_, segment_.end) : segment_.end;
    const Value confirmed = low < best - enough;
    pass(confirmed, best, low, min(valley, low));
    const Value counted = confirmed * (top[0] < infinity);
    const std::string count_name = maxima_name(metric_);
    const Value count = accumulator(count_name);
    set(count_name, 0.0, count + counted);
    return {counted, top, count};
  }

  Value peaks() { return select(moving(), peak().count, number(0.0)); }

  /// Mean distance of consecutive maxima.
  Value period() {
    const auto [confirmed, top, count] = peak();
    const Values first = keep_top("first peak", confirmed * (count < 1.0), top);
    const Values last = keep_top("last peak", confirmed, top);
    const Value known = (1.0 < count) * moving();
    return select(known, (time_of(last) - time_of(first)) / (count - 1.0), number(not_a_number));
  }

  /// Standard deviation of the distances over their mean, by Welford's recurrence (Technometrics 4,
  /// 419–420 (1962)).
  Value period_spread() {
    const auto [confirmed, top, count] = peak();
    const Value when = time_of(top);
    const Value distance = when - keep(named("latest peak"), confirmed, when);
    const Value another = confirmed * (1.0 <= count);
    const std::string mean_name = named("mean distance");
    const Value mean = accumulator(mean_name);
    const Value updated = mean + (distance - mean) / count;
    set(mean_name, 0.0, select(another, updated, mean));
    const std::string square_name = named("squares of distances");
    const Value square = (distance - mean) * (distance - updated);
    const Value squares =
        set(square_name, 0.0, accumulator(square_name) + select(another, square, number(0.0)));
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
    const Value turns = dense_ ? tops_ + bottoms_ : zero;
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
    if (dense_) {
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
        select(p.above_split, p.first_crossing, dense_ ? in_second : number(infinity));
    const Value theta = select(p.above_begin, number(0.0), in_first);
    const Value seen = theta < infinity;
    const Value when = select(seen, segment_.time + theta * segment_.width, number(infinity));
    const std::string name = named("first time above " + base::format_exact(*metric_.threshold));
    const Value first = set(name, infinity, min(when, accumulator(name)));
    return select(first < infinity, first, number(not_a_number));
  }

  Graph& graph_;
  const MetricSpec& metric_;
  const Segment& segment_;
  bool dense_;
  Value tops_;     ///< 1 where the segment holds a maximum
  Value bottoms_;  ///< 1 where it holds a minimum
  Value theta_;    ///< of the maximum or minimum
  Value turn_;     ///< the coordinate there
  Reduction reduction_;
};

}  // namespace

Reduction build_reduction(Graph& graph, const MetricSpec& metric, const Segment& segment) {
  return SegmentReducer(graph, metric, segment).build();
}

std::vector<Accumulator> build_approach(Graph& graph, const MetricSpec& metric,
                                        const Segment& segment) {
  return SegmentReducer(graph, metric, segment).approach();
}

std::string spectral_period_name(const MetricSpec& metric) {
  return metric.quantity + "#spectral period";
}

std::string maxima_name(const MetricSpec& metric) { return metric.quantity + "#peaks"; }

}  // namespace heatreel::metric
