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

/// What a metric sees where a step has ended at a switch or an event: rows with the quantity and
/// its slope before and after it, in the coordinate of segment_of().
struct Corner {
  Corner(expr::Graph& graph, const std::string& quantity);

  Value begin;
  Value slope_begin;
  Value end;
  Value slope_end;
};

/// A quantity's coordinate and its slope at a time.
struct Sample {
  Value value;
  Value slope;
};
Sample sample_of(const Flow& flow, Value time, const Values& slopes,
                 const model::Quantity& quantity);

/// The two halves of a corner: up to the jump, and from there on. A jump counts as a rise or a fall
/// without end, so that it may make a maximum on either side. In a map it makes none.
/// \param second 1 for the second half
metric::Segment segment_of(const Flow& flow, const Corner& corner, Value second,
                           const model::Quantity& quantity, metric::Reading reading);

}  // namespace heatreel::solve
