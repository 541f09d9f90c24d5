// SPDX-License-Identifier: GPL-3.0-or-later
#include "heatreel/metric/verdict.hpp"

#include "maxima.hpp"

#include <algorithm>
#include <array>
#include <limits>
#include <utility>

#include "heatreel/metric/path.hpp"

namespace heatreel::metric {

namespace {

using expr::Graph;
using expr::Value;
using grid::CellVerdict;

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();

/// Of the distance of two summits: by how much distances of a cycle may vary, or be off.
constexpr double regular_part = 0.01;
/// Distances of summits without one, at the tail's ends: a cycle has none longer than one.
constexpr double longest_gap = 1.1;
/// Maxima below which two equal summits are two rounds of a cycle; among more they may be equal by
/// chance.
constexpr double few_maxima = 6.0;
/// Maxima without two equal ones that are too few to tell a long cycle from none.
constexpr double least_irregular = 4.0;
/// Growth in the tail that counts as divergence, if it goes on at its end.
constexpr double diverging_growth = 10.0;
constexpr double log_of_growth = 2.302585092994046;
/// Of the largest magnitude in the tail: what dies out ends below.
constexpr double dying_part = 0.5;
/// Of the largest magnitude ever: amplitudes below it are what errors of steps leave.
constexpr double noise_part = 1e-6;

/// Compares each maximum with those before.
class EvidenceReducer : private QuantityReducer {
 public:
  EvidenceReducer(Graph& graph, const Judged& judged, const Segment& segment)
      : QuantityReducer(graph, judged.quantity, segment,
                        judged.located ? Extremes::located : Extremes::guessed) {}

  /// Whether any maximum is higher, or lower, than the one before; and the summits, which are the
  /// maxima as high as the highest one.
  std::vector<Accumulator> build() {
    const Peak peak = this->peak();
    const auto [time, height] = place_of(peak);
    const Value fresh = peak.confirmed;
    const Value alike = prominence(lowest(), highest());
    const Value last = row("last height");
    follow(named("rises"), 0.0, max(row("rises"), fresh * (last + alike < height)));
    follow(named("falls"), 0.0, max(row("falls"), fresh * (height < last - alike)));
    follow(named("last height"), not_a_number, select(fresh, height, last));
    const Value summit = row("summit");
    const Value higher = fresh * (summit + alike < height);
    const Value as_high = fresh * (summit - alike <= height);
    const Value distance = time - row("last summit");
    const Value squares = row("squares between summits");
    const Value sum = select(as_high, squares + distance * distance, squares);
    follow(named("summit"), -infinity, select(higher, height, summit));
    follow(named("summits"), 0.0, select(higher, number(1.0), row("summits") + as_high));
    follow(named("first summit"), 0.0, select(higher, time, row("first summit")));
    follow(named("last summit"), 0.0, select(as_high, time, row("last summit")));
    follow(named("squares between summits"), 0.0, select(higher, number(0.0), sum));
    return std::move(reduction_.accumulators);
  }

 private:
  Value row(const char* what) const { return accumulator(named(what)); }

  /// Time and coordinate of the maximum that is confirmed. Samples of a flow miss its top.
  std::pair<Value, Value> place_of(const Peak& peak) const {
    if (peak.top.size() == 1) {
      return {peak.top[0], peak.height};
    }
    const auto [begin, rise, slope_begin, slope_end] =
        std::array{peak.top[0], peak.top[1], peak.top[2], peak.top[3]};
    const Value width = segment_.width;
    const Value theta = slope_begin / (slope_begin - slope_end);
    const Path path = cubic_path(peak.height - max(number(0.0), rise), rise, width * slope_begin,
                                 width * slope_end);
    return {begin + theta * width, path.at(theta)};
  }
};

/// Reads what the evidence says after the last segment.
class Judge {
 public:
  Judge(Graph& graph, const Judged& judged, const End& end)
      : graph_(graph), judged_(judged), end_(end), tail_(end.time - end.tail_begin) {}

  Value judge() const {
    const Value none_yet = count_ < number(judged_.maxima);
    const Value trend = 1.0 - row("rises") * row("falls");
    const Value unclear = (summits_ < 2.0) * (count_ < number(least_irregular));
    Value verdict = select(trend, of(CellVerdict::still_changing), of(CellVerdict::irregular));
    verdict = select((1.0 - trend) * unclear, of(CellVerdict::too_few_periods), verdict);
    verdict = select(is_periodic(), of(CellVerdict::periodic), verdict);
    verdict =
        select(none_yet,
               select(turns(), of(CellVerdict::too_few_periods), of(CellVerdict::still_changing)),
               verdict);
    verdict = select(diverges(), of(CellVerdict::diverges), verdict);
    return select(rests(), of(CellVerdict::at_rest), verdict);
  }

 private:
  Value number(double value) const { return {graph_, graph_.constant(value)}; }
  Value of(CellVerdict verdict) const { return number(static_cast<double>(verdict)); }
  Value row(const char* what) const { return {graph_, judged_.quantity + "#" + what}; }

  /// The quantity's magnitude where its coordinate is given.
  Value magnitude(Value coordinate) const {
    return end_.scale == Scale::logarithmic ? exp(coordinate) : abs(coordinate);
  }

  /// What differences of coordinates must exceed.
  Value enough() const {
    return end_.scale == Scale::logarithmic ? number(rest_tolerance) : rest_tolerance * largest_;
  }

  Value rests() const {
    const bool logarithmic = end_.scale == Scale::logarithmic;
    const Value range = logarithmic ? exp(high_) - exp(low_) : high_ - low_;
    const Value ever = max(largest_, largest_before_);
    const Value fades = (magnitude(end_.coordinate) <= dying_part * largest_) *
                        (end_.coordinate <= low_ + enough()) * (count_ < 2.0);
    const Value decays = row("falls") * (1.0 - row("rises")) * (1.0 < count_);
    const Value dies = (range <= rest_tolerance * ever) * max(fades, decays);
    const Value noise = logarithmic ? number(0.0) : range <= noise_part * ever;
    return max(max(range <= rest_tolerance * largest_, dies), noise);
  }

  Value diverges() const {
    const Value new_size = diverging_growth * largest_before_ < largest_;
    const Value size = end_.scale == Scale::logarithmic ? number(1.0) : end_.coordinate;
    const Value grows = log_of_growth * (size * size) <= tail_ * (end_.slope * size);
    const Value swells = (1.0 < count_) * row("rises") * (1.0 - row("falls")) * (summits_ <= 1.0);
    return new_size * max((count_ < 2.0) * grows, swells);
  }

  Value is_periodic() const {
    const Value distance = (last_summit_ - first_summit_) / (summits_ - 1.0);
    const Value spread = row("squares between summits") / (summits_ - 1.0) - distance * distance;
    const Value regular = spread <= regular_part * regular_part * (distance * distance);
    const Value gap = max(first_summit_ - end_.tail_begin, end_.time - last_summit_);
    const Value certain = max(2.0 < summits_, count_ <= number(few_maxima));
    return (1.0 < summits_) * regular * certain * (gap <= longest_gap * distance);
  }

  /// 1 where there is a maximum or a minimum between the tail's ends.
  Value turns() const {
    return max(0.0 < count_,
               (low_ + enough() < end_.coordinate) * (end_.coordinate < high_ - enough()));
  }

  Graph& graph_;
  const Judged& judged_;
  const End& end_;
  Value tail_;
  Value low_ = min(row("min"), end_.coordinate);
  Value high_ = max(row("max"), end_.coordinate);
  Value largest_ = max(magnitude(low_), magnitude(high_));
  Value largest_before_ = magnitude(row("largest"));
  Value count_ = row("peaks");
  Value summits_ = row("summits");
  Value first_summit_ = row("first summit");
  Value last_summit_ = row("last summit");
};

}  // namespace

std::vector<Judged> judged_quantities(const std::vector<MetricSpec>& metrics) {
  std::vector<Judged> all;
  for (const MetricSpec& metric : metrics) {
    const Traits& kind = traits(metric.kind);
    if (kind.needs_tangent) {
      continue;
    }
    auto found = std::ranges::find(all, metric.quantity, &Judged::quantity);
    if (found == all.end()) {
      found = all.insert(all.end(), {metric.quantity});
    }
    found->maxima = std::max(found->maxima, static_cast<double>(kind.least_maxima));
    found->located = found->located || kind.locates_extremes;
  }
  return all;
}

std::vector<Accumulator> build_evidence(Graph& graph, const Judged& judged,
                                        const Segment& segment) {
  return EvidenceReducer(graph, judged, segment).build();
}

std::vector<Accumulator> build_magnitude(Graph& graph, const Judged& judged,
                                         const Segment& segment) {
  const bool logarithmic = segment.scale == Scale::logarithmic;
  const Value here = segment.end;
  const std::string name = judged.quantity + "#largest";
  const Value larger = max(Value(graph, name), logarithmic ? here : abs(here));
  return {{name, logarithmic ? -infinity : 0.0, larger.id()}};
}

Value build_verdict(Graph& graph, const Judged& judged, const End& end) {
  return Judge(graph, judged, end).judge();
}

}  // namespace heatreel::metric
