// SPDX-License-Identifier: GPL-3.0-or-later
// Metrics as streaming reductions, in graph form. Accumulators are named after what they hold, with
// a '#' that no parameter's name can have, so metrics of one state share them.
#include <limits>
#include <utility>

#include <fmt/format.h>

#include "heatreel/metric/metric.hpp"

namespace heatreel::metric {

namespace {

using expr::Graph;
using expr::NodeId;

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();

/// Two neighbouring samples with a maximum in between.
struct Bracket {
  NodeId time;         ///< of the earlier sample
  NodeId width;        ///< time between the two
  NodeId slope_begin;  ///< > 0
  NodeId slope_end;    ///< ≤ 0
  NodeId rise;         ///< value at the later sample minus value at the earlier
};

class ReductionBuilder {
 public:
  ReductionBuilder(Graph& graph, const std::string& state, const Sample& sample)
      : graph_(graph), state_(state), sample_(sample) {}

  Reduction build(Kind kind) {
    reduction_.result = result(kind);
    return std::move(reduction_);
  }

 private:
  /// The input that holds an accumulator; its update is given by set().
  NodeId accumulator(const std::string& name) { return graph_.input(name); }

  NodeId set(const std::string& name, double initial, NodeId update) {
    reduction_.accumulators.push_back({name, initial, update});
    return accumulator(name);
  }

  std::string of_state(const char* quantity) const {
    return fmt::format("{}#{}", state_, quantity);
  }

  NodeId minimum() {
    const std::string name = of_state("min");
    return set(name, infinity, graph_.min(sample_.value, accumulator(name)));
  }

  NodeId maximum() {
    const std::string name = of_state("max");
    return set(name, -infinity, graph_.max(sample_.value, accumulator(name)));
  }

  NodeId mean() {
    const std::string sum = of_state("sum");
    const std::string count = "#samples";
    const NodeId one = graph_.constant(1.0);
    const NodeId total = set(sum, 0.0, graph_.add(accumulator(sum), sample_.value));
    return graph_.divide(total, set(count, 0.0, graph_.add(accumulator(count), one)));
  }

  NodeId result(Kind kind) {
    switch (kind) {
      case Kind::min:
        return minimum();
      case Kind::max:
        return maximum();
      case Kind::mean:
        return mean();
      case Kind::final:
        return set(of_state("last"), not_a_number, sample_.value);
      case Kind::period:
        return period();
      case Kind::amplitude:
      case Kind::lyapunov:
        break;
    }
    const NodeId low = minimum();
    return graph_.subtract(maximum(), low);
  }

  /// The sample before the present one: an accumulator that is NaN at the first sample, and
  /// compares false there.
  NodeId previous(const std::string& name, NodeId present) {
    return set(name, not_a_number, present);
  }

  /// Keeps a bracket's numbers where `condition` holds.
  Bracket keep(const char* which, NodeId condition, const Bracket& found) {
    const auto part = [&](const char* quantity, NodeId value) {
      const std::string name = of_state(fmt::format("{} {}", which, quantity).c_str());
      return set(name, not_a_number, graph_.select(condition, value, accumulator(name)));
    };
    return {part("time", found.time), part("width", found.width),
            part("slope before", found.slope_begin), part("slope after", found.slope_end),
            part("rise", found.rise)};
  }

  /// Mean distance of consecutive maxima. Only the first and the last maximum matter, so their
  /// brackets are kept while the samples stream by and located once, at the end.
  NodeId period() {
    const NodeId zero = graph_.constant(0.0);
    const NodeId one = graph_.constant(1.0);
    const NodeId time = previous("#previous time", sample_.time);
    const NodeId value = previous(of_state("previous value"), sample_.value);
    const NodeId slope = previous(of_state("previous slope"), sample_.slope);
    const NodeId passed =
        graph_.multiply(graph_.less(zero, slope), graph_.less_equal(sample_.slope, zero));
    const std::string peaks_name = of_state("peaks");
    const NodeId peaks = set(peaks_name, 0.0, graph_.add(accumulator(peaks_name), passed));
    const Bracket found{time, graph_.subtract(sample_.time, time), slope, sample_.slope,
                        graph_.subtract(sample_.value, value)};
    const NodeId none_yet = graph_.less(peaks, one);
    const Bracket first = keep("first", graph_.multiply(passed, none_yet), found);
    const Bracket last = keep("last", passed, found);
    const NodeId distance = graph_.subtract(locate(last), locate(first));
    const NodeId period = graph_.divide(distance, graph_.subtract(peaks, one));
    const NodeId known = graph_.multiply(graph_.less(one, peaks), moving());
    return graph_.select(known, period, graph_.constant(not_a_number));
  }

  /// 1 where the amplitude is more than a rest's.
  NodeId moving() {
    const NodeId low = minimum();
    const NodeId high = maximum();
    const NodeId magnitude =
        graph_.max(graph_.apply(expr::Op::abs, low), graph_.apply(expr::Op::abs, high));
    return graph_.less(graph_.multiply(graph_.constant(rest_tolerance), magnitude),
                       graph_.subtract(high, low));
  }

  /// Time of the maximum of the cubic Hermite interpolant in a bracket. Its derivative over the
  /// width, a·θ² + b·θ + c, falls through 0 once in [0, 1]; of the two ways to write that root the
  /// one without cancellation is taken.
  NodeId locate(const Bracket& bracket) {
    const NodeId width = bracket.width;
    const NodeId c = graph_.multiply(width, bracket.slope_begin);
    const NodeId end = graph_.multiply(width, bracket.slope_end);
    const NodeId two = graph_.constant(2.0);
    const NodeId six_rise = graph_.multiply(graph_.constant(6.0), bracket.rise);
    const NodeId a =
        graph_.subtract(graph_.multiply(graph_.constant(3.0), graph_.add(c, end)), six_rise);
    const NodeId b = graph_.subtract(
        six_rise, graph_.add(graph_.multiply(graph_.constant(4.0), c), graph_.multiply(two, end)));
    const NodeId zero = graph_.constant(0.0);
    const NodeId discriminant = graph_.max(
        zero, graph_.subtract(graph_.multiply(b, b),
                              graph_.multiply(graph_.constant(4.0), graph_.multiply(a, c))));
    const NodeId root = graph_.apply(expr::Op::sqrt, discriminant);
    const NodeId falling = graph_.less(b, zero);
    const NodeId numerator = graph_.select(falling, graph_.multiply(two, c), graph_.add(b, root));
    const NodeId denominator =
        graph_.select(falling, graph_.subtract(root, b), graph_.multiply(graph_.constant(-2.0), a));
    const NodeId theta = graph_.divide(numerator, denominator);
    const NodeId inside = graph_.min(graph_.constant(1.0), graph_.max(zero, theta));
    return graph_.add(bracket.time, graph_.multiply(width, inside));
  }

  Graph& graph_;
  const std::string& state_;
  const Sample& sample_;
  Reduction reduction_;
};

}  // namespace

Reduction build_reduction(Graph& graph, const MetricSpec& metric, const Sample& sample) {
  return ReductionBuilder(graph, metric.state, sample).build(metric.kind);
}

}  // namespace heatreel::metric
