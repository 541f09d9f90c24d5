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
/// expression, a path through its values, with its slopes at the ends. In a map it leads from one
/// sample to the next.
metric::Segment segment_of(const Flow& flow, const Attempt& attempt,
                           const model::Quantity& quantity);

}  // namespace heatreel::solve
