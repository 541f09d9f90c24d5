// SPDX-License-Identifier: GPL-3.0-or-later
#include "maxima.hpp"

#include <limits>
#include <utility>

#include <fmt/format.h>

#include "heatreel/metric/path.hpp"

namespace heatreel::metric {

namespace {

using expr::Value;

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();

// Accumulators of the search for maxima, in the quantity's coordinate.
constexpr const char* valley_name = "valley";     ///< lowest since the maximum before
constexpr const char* height_name = "candidate";  ///< of a maximum from which y has not fallen yet
/// Above it, y has not fallen far enough from the candidate. More than what is enough may be due by
/// now.
constexpr const char* floor_name = "floor";

Value turning_place(const Segment& segment, Extremes extremes) {
  if (segment.is_corner) {
    return segment.path.begin.number(0.0);
  }
  return extremes == Extremes::located
             ? turning_point(segment.path, segment.slope_begin, segment.slope_end)
             : segment.slope_begin / (segment.slope_begin - segment.slope_end);
}

}  // namespace

QuantityReducer::QuantityReducer(expr::Graph& graph, std::string quantity, const Segment& segment,
                                 Extremes extremes)
    : graph_(graph),
      quantity_(std::move(quantity)),
      segment_(segment),
      tops_((0.0 < segment.slope_begin) * (segment.slope_end <= 0.0)),
      bottoms_((segment.slope_begin < 0.0) * (0.0 <= segment.slope_end)),
      turns_(select(segment.slope_begin.apply(expr::Op::equal, number(0.0)), number(1.0),
                    segment.slope_begin * segment.slope_end) <= number(0.0)),
      theta_(turning_place(segment, extremes)),
      turn_(segment.is_corner ? segment.path.begin : segment.path.at(theta_)) {}

void QuantityReducer::approach() {
  const Value end = segment_.end;
  const Value low = min(accumulator(named(valley_name)), end);
  const Value height = accumulator(named(height_name));
  const Value enough = segment_.scale == Scale::logarithmic
                           ? number(rest_tolerance)
                           : rest_tolerance * max(abs(low), abs(end));
  const Value best = select((low + enough < end) * (height < end), end, height);
  const Value confirmed = end < best - enough;
  set(named(height_name), -infinity, select(confirmed, number(-infinity), best));
  set(named(valley_name), infinity, select(confirmed, end, low));
}

Value QuantityReducer::set(const std::string& name, double initial, Value update,
                           std::optional<Value> when) {
  const auto condition = when ? std::optional(when->id()) : std::nullopt;
  reduction_.accumulators.push_back({name, initial, update.id(), condition});
  return accumulator(name);
}

Value QuantityReducer::follow(const std::string& name, double initial, Value update) {
  return set(name, initial, update, search());
}

Value QuantityReducer::keep(const std::string& name, Value condition, Value value) {
  return follow(name, not_a_number, select(condition, value, accumulator(name)));
}

Value QuantityReducer::quantity_at(Value coordinate) const {
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

Value QuantityReducer::lowest_end() const {
  return min(min(segment_.path.begin, segment_.end), accumulator(named("min")));
}

Value QuantityReducer::highest_end() const {
  return max(max(segment_.path.begin, segment_.end), accumulator(named("max")));
}

Value QuantityReducer::lowest() const {
  const Value ends = lowest_end();
  return dense() ? min(select(bottoms_, turn_, ends), ends) : ends;
}

Value QuantityReducer::highest() const {
  const Value ends = highest_end();
  return dense() ? max(select(tops_, turn_, ends), ends) : ends;
}

Value QuantityReducer::minimum() {
  if (dense()) {
    set(named("min"), infinity, lowest(), turns_);
  }
  return quantity_at(set(named("min"), infinity, lowest_end()));
}

Value QuantityReducer::maximum() {
  if (dense()) {
    set(named("max"), -infinity, highest(), turns_);
  }
  return quantity_at(set(named("max"), -infinity, highest_end()));
}

Value QuantityReducer::moving() {
  const Value low = minimum();
  const Value high = maximum();
  return rest_tolerance * max(abs(low), abs(high)) < high - low;
}

Value QuantityReducer::prominence(Value low, Value high) const {
  return segment_.scale == Scale::logarithmic ? number(rest_tolerance)
                                              : rest_tolerance * max(abs(low), abs(high));
}

Value QuantityReducer::search() const {
  return max(turns_, segment_.end < accumulator(named(floor_name)));
}

/// What tells when a segment's maximum is. Extremes of dense segments are located anyway; of
/// others, the place is located where it is needed.
expr::Values QuantityReducer::top_of_segment() const {
  if (dense()) {
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

Value QuantityReducer::time_of(const Values& top) const {
  if (top.size() == 1) {
    return top[0];
  }
  const Value slope_begin = segment_.width * top[2];
  const Value slope_end = segment_.width * top[3];
  const Path path = cubic_path(number(0.0), top[1], slope_begin, slope_end);
  return top[0] + turning_point(path, slope_begin, slope_end) * segment_.width;
}

expr::Values QuantityReducer::keep_top(const std::string& which, Value condition,
                                       const Values& top) {
  Values kept;
  for (std::size_t i = 0; i < top.size(); ++i) {
    kept.push_back(keep(named(fmt::format("{} {}", which, i)), condition, top[i]));
  }
  return kept;
}

QuantityReducer::Peak QuantityReducer::peak() {
  follow(named("min"), infinity, lowest());
  follow(named("max"), -infinity, highest());
  const Value enough = prominence(lowest(), highest());
  const Value begin = segment_.path.begin;
  const Value valley = min(begin, accumulator(named(valley_name)));
  const Value height = accumulator(named(height_name));
  const Value here = dense() ? turn_ : max(begin, segment_.end);
  const Value candidate = tops_ * (enough < here - valley) * (height < here);
  const Values seen = top_of_segment();
  const Values kept = keep_top("candidate", candidate, seen);
  Values top;
  for (std::size_t i = 0; i < seen.size(); ++i) {
    top.push_back(select(candidate, seen[i], kept[i]));
  }
  const Value best = select(candidate, here, height);
  const Value low = dense() ? select(bottoms_, turn_, segment_.end) : segment_.end;
  const Value confirmed = low < best - enough;
  const Value next = select(confirmed, number(-infinity), best);
  follow(named(height_name), -infinity, next);
  follow(named(floor_name), infinity, next - enough);
  follow(named(valley_name), infinity, select(confirmed, low, min(valley, low)));
  const Value counted = confirmed * (top[0] < infinity);
  const std::string count_name = named("peaks");
  const Value count = accumulator(count_name);
  follow(count_name, 0.0, count + counted);
  return {candidate, counted, top, best, count};
}

}  // namespace heatreel::metric
