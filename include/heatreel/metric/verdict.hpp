// SPDX-License-Identifier: GPL-3.0-or-later
// What kind of answer a quantity gives in the tail (docs/numerics.md).
#pragma once

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

/// What is kept of the maxima in the tail, segment by segment.
std::vector<Accumulator> build_evidence(expr::Graph& graph, const Judged& judged,
                                        const Segment& segment);

/// The largest magnitude before the tail.
std::vector<Accumulator> build_magnitude(expr::Graph& graph, const Judged& judged,
                                         const Segment& segment);

/// Where the simulation ends.
struct End {
  expr::Value tail_begin;
  expr::Value time;
  expr::Value coordinate;  ///< of the quantity, as in the segments
  expr::Value slope;       ///< d(coordinate)/d(time); in a map, what it changes by next
  Scale scale = Scale::linear;
};

/// What follows from the evidence: the number of a grid::CellVerdict.
expr::Value build_verdict(expr::Graph& graph, const Judged& judged, const End& end);

}  // namespace heatreel::metric
