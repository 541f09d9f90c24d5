// SPDX-License-Identifier: GPL-3.0-or-later
// Steps as metrics see them.
#pragma once

#include "attempt.hpp"

#include "heatreel/metric/segment.hpp"
#include "heatreel/model/quantity.hpp"

namespace heatreel::solve {

/// The quantity of a metric in a graph that has grown from the model's.
/// \pre the text has been validated
model::Quantity quantity_of(expr::Graph& graph, const model::Model& model,
                            const metric::MetricSpec& metric);

/// Whether the metric is a value that a state takes: infinite only where the solution is.
bool is_value_of_state(const model::Model& model, const metric::MetricSpec& metric);

/// A quantity over the step that is attempted. Of a state it is the coordinate's own path; of an
/// expression, the path of degree 4 through its values at the step's ends and middle, with its
/// slopes at the ends.
metric::Segment segment_of(const Flow& flow, const Attempt& attempt,
                           const model::Quantity& quantity);

/// A quantity at a time, with its slope.
struct Sample {
  Value time;
  Value value;
  Value slope;
};

/// What lies between two samples, and a sample by itself.
metric::Segment segment_between(const Sample& begin, const Sample& end, Value width);
metric::Segment segment_at(const Sample& sample);

/// A sample of a map, whose slope says how much higher the next one is, or 0: it lasts until the
/// next one, so that integrals are sums of samples. A maximum is timed at its end, always by 1 too
/// late.
metric::Segment segment_of_map(const Sample& before, const Sample& sample);

}  // namespace heatreel::solve
