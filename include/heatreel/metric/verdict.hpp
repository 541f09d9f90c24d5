// SPDX-License-Identifier: GPL-3.0-or-later
// What kind of answer a quantity gives in the tail (docs/numerics.md).
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "heatreel/grid/cell_verdict.hpp"
#include "heatreel/metric/segment.hpp"

namespace heatreel::metric {

/// A quantity that is judged.
struct Judged {
  std::string quantity;
  double maxima = 2.0;  ///< that its metrics need in the tail
  /// Whether metrics of it locate extremes inside segments anyway.
  bool located = false;
};

/// The quantities of metrics, each once; none for metrics of the whole model.
std::vector<Judged> judged_quantities(const std::vector<MetricSpec>& metrics);

/// What is kept of the last maximum in the tail, segment by segment.
/// \param counts 1 where the segment is one
std::vector<Accumulator> build_evidence(expr::Graph& graph, const Judged& judged,
                                        const Segment& segment, expr::Value counts);

/// Where a simulation stands. A number is what an accumulator holds then, by its name.
struct Standing {
  expr::Value time;
  expr::Value coordinate;  ///< of the quantity, as in the segments
  Scale scale = Scale::linear;
  std::function<expr::Value(const std::string&)> number;
};

/// Compares the last maximum with those before. To be updated at least once between two maxima.
std::vector<Accumulator> build_comparison(expr::Graph& graph, const Judged& judged,
                                          const Standing& now);

/// Follows the coordinate from the simulation's beginning to its end, to know about when its last
/// maxima were. To be updated several times between two maxima.
std::vector<Accumulator> build_course(expr::Graph& graph, const Judged& judged,
                                      const Standing& now);

/// The largest magnitude before the tail.
std::vector<Accumulator> build_magnitude(expr::Graph& graph, const Judged& judged,
                                         const Standing& now);

/// Where the simulation ends.
struct End {
  expr::Value tail_begin;
  expr::Value time;
  expr::Value coordinate;  ///< of the quantity, as in the segments
  expr::Value slope;       ///< d(coordinate)/d(time); in a map, what it changes by next
  Scale scale = Scale::linear;
};

/// What follows from the evidence.
struct Judgement {
  expr::Value verdict;  ///< the number of a grid::CellVerdict
  /// Where there are too few periods: the length of a tail that holds enough of them, if the last
  /// ones were alike; else NaN.
  expr::Value wanted_tail;
};

Judgement build_judgement(expr::Graph& graph, const Judged& judged, const End& end);

}  // namespace heatreel::metric
