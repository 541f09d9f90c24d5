// SPDX-License-Identifier: GPL-3.0-or-later
#include "heatreel/metric/verdict.hpp"

#include "maxima.hpp"

#include <algorithm>
#include <limits>
#include <utility>

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
/// Of a distance of maxima: by how much the one before may differ, where both tell what comes.
constexpr double alike_part = 0.1;
/// Of the length that would just do: what is asked for.
constexpr double safety = 1.2;

class EvidenceReducer : private QuantityReducer {
 public:
  EvidenceReducer(Graph& graph, const Judged& judged, const Segment& segment)
      : QuantityReducer(graph, judged.quantity, segment,
                        judged.located ? Extremes::located : Extremes::guessed) {}

  std::vector<Accumulator> build(Value counts) {
    minimum();
    maximum();
    const Peak peak = this->peak();
    const auto [time, height] = place_of(peak);
    const auto keep_guarded = [&](const char* what, Value value) {
      const Value row = accumulator(named(what));
      reduction_.accumulators.push_back(
          {named(what), not_a_number, select(counts * peak.confirmed, value, row).id(), true});
    };
    keep_guarded("latest time", time);
    keep_guarded("latest height", height);
    return std::move(reduction_.accumulators);
  }

 private:
  /// Time and coordinate of the maximum that is confirmed. Samples of a flow miss its top.
  std::pair<Value, Value> place_of(const Peak& peak) {
    if (segment_.reading != Reading::ends || segment_.is_corner) {
      return {peak.top[0], peak.height};
    }
    const Value theta = segment_.slope_begin / (segment_.slope_begin - segment_.slope_end);
    const Value time = segment_.time + theta * segment_.width;
    const Value height = segment_.path.at(theta);
    return {select(peak.candidate, time, keep(named("top time"), peak.candidate, time)),
            select(peak.candidate, height, keep(named("top height"), peak.candidate, height))};
  }
};

/// Accumulators that follow from others. Their updates leave them as they are where nothing is new.
class Follower {
 public:
  Follower(Graph& graph, const Judged& judged, const Standing& now)
      : graph_(graph), judged_(judged), now_(now) {}

  /// Whether any maximum is higher, or lower, than the one before; and the summits, which are the
  /// maxima as high as the highest one.
  std::vector<Accumulator> compare() {
    const Value count = now("peaks");
    const Value fresh = row("compared") < count;
    const Value time = now("latest time");
    const Value height = now("latest height");
    const Value alike = enough(now("min"), now("max"));
    const Value last = row("last height");
    set("rises", 0.0, max(row("rises"), fresh * (last + alike < height)));
    set("falls", 0.0, max(row("falls"), fresh * (height < last - alike)));
    set("last height", not_a_number, select(fresh, height, last));
    set("compared", 0.0, count);
    const Value summit = row("summit");
    const Value higher = fresh * (summit + alike < height);
    const Value as_high = fresh * (summit - alike <= height);
    const Value distance = time - row("last summit");
    const Value squares = row("squares between summits");
    const Value sum = select(as_high, squares + distance * distance, squares);
    set("summit", -infinity, select(higher, height, summit));
    set("summits", 0.0, select(higher, number(1.0), row("summits") + as_high));
    set("first summit", 0.0, select(higher, time, row("first summit")));
    set("last summit", 0.0, select(as_high, time, row("last summit")));
    set("squares between summits", 0.0, select(higher, number(0.0), sum));
    return std::move(accumulators_);
  }

  std::vector<Accumulator> follow() {
    const Value here = now_.coordinate;
    const Value low = min(row("course low"), here);
    const Value high = row("course high");
    const Value needed = enough(low, here);
    const Value rises = (low + needed < here) * (high < here);
    const Value best = select(rises, here, high);
    const Value top = select(rises, now_.time, row("course top"));
    const Value passed = here < best - needed;
    const Value last = row("course maximum");
    const Value distance = row("course distance");
    set("course low", infinity, select(passed, here, low));
    set("course high", -infinity, select(passed, number(-infinity), best));
    set("course top", not_a_number, top);
    set("course maximum", not_a_number, select(passed, top, last));
    set("course distance", not_a_number, select(passed, top - last, distance));
    set("course distance before", not_a_number,
        select(passed, distance, row("course distance before")));
    return std::move(accumulators_);
  }

  std::vector<Accumulator> measure() {
    const bool logarithmic = now_.scale == Scale::logarithmic;
    const Value size = logarithmic ? now_.coordinate : abs(now_.coordinate);
    set("largest", logarithmic ? -infinity : 0.0, max(row("largest"), size));
    return std::move(accumulators_);
  }

 private:
  std::string named(const char* what) const { return judged_.quantity + "#" + what; }
  Value number(double value) const { return {graph_, graph_.constant(value)}; }
  Value row(const char* what) const { return {graph_, named(what)}; }
  Value now(const char* what) const { return now_.number(named(what)); }

  void set(const char* what, double initial, Value update) {
    accumulators_.push_back({named(what), initial, update.id(), true});
  }

  /// What differences of coordinates must exceed, between two of them.
  Value enough(Value low, Value high) const {
    return now_.scale == Scale::logarithmic ? number(rest_tolerance)
                                            : rest_tolerance * max(abs(low), abs(high));
  }

  Graph& graph_;
  const Judged& judged_;
  const Standing& now_;
  std::vector<Accumulator> accumulators_;
};

/// Reads what the evidence says after the last segment.
class Judge {
 public:
  Judge(Graph& graph, const Judged& judged, const End& end)
      : graph_(graph), judged_(judged), end_(end), tail_(end.time - end.tail_begin) {}

  Judgement judge() const {
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
    verdict = select(rests(), of(CellVerdict::at_rest), verdict);
    const Value few = verdict.apply(expr::Op::equal, of(CellVerdict::too_few_periods));
    return {verdict, select(few, wanted_tail(), number(not_a_number))};
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

  /// From the last two distances of maxima. Where they differ, the next ones may be anything.
  Value wanted_tail() const {
    const Value last = row("course distance");
    const Value before = row("course distance before");
    const Value alike = abs(last - before) <= alike_part * last;
    const Value since = end_.time - row("course maximum");
    const Value needed = max(number(judged_.maxima), (1.0 < count_) * number(least_irregular));
    return select(alike, safety * (needed * max(max(last, before), since)), number(not_a_number));
  }

  Graph& graph_;
  const Judged& judged_;
  const End& end_;
  Value tail_;
  Value low_ = row("min");
  Value high_ = row("max");
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

std::vector<Accumulator> build_evidence(Graph& graph, const Judged& judged, const Segment& segment,
                                        Value counts) {
  return EvidenceReducer(graph, judged, segment).build(counts);
}

std::vector<Accumulator> build_comparison(Graph& graph, const Judged& judged, const Standing& now) {
  return Follower(graph, judged, now).compare();
}

std::vector<Accumulator> build_course(Graph& graph, const Judged& judged, const Standing& now) {
  return Follower(graph, judged, now).follow();
}

std::vector<Accumulator> build_magnitude(Graph& graph, const Judged& judged, const Standing& now) {
  return Follower(graph, judged, now).measure();
}

Judgement build_judgement(Graph& graph, const Judged& judged, const End& end) {
  return Judge(graph, judged, end).judge();
}

}  // namespace heatreel::metric
