// SPDX-License-Identifier: GPL-3.0-or-later
// Steps as metrics see them.
#pragma once

#include "attempt.hpp"

#include <optional>
#include <string>
#include <vector>

#include "heatreel/metric/segment.hpp"
#include "heatreel/model/quantity.hpp"

namespace heatreel::solve {

/// How metrics look at a method's steps.
metric::Reading reading_of(Method method);

/// The quantity of a metric in a graph that has grown from the model's.
/// \pre the text has been validated
model::Quantity quantity_of(expr::Graph& graph, const model::Model& model,
                            const metric::MetricSpec& metric);

/// The quantity of each metric that has one, likewise.
std::vector<std::optional<model::Quantity>> quantities_of(
    expr::Graph& graph, const model::Model& model, const std::vector<metric::MetricSpec>& metrics);

/// Whether the metric is a value that a state takes: infinite only where the solution is.
bool is_value_of_state(const model::Model& model, const metric::MetricSpec& metric);

/// The expressions that metrics look at inside steps: in the tail or, of those that see it, before.
/// \param quantities by metric
std::vector<expr::NodeId> expressions_inside(
    const std::vector<std::optional<model::Quantity>>& quantities,
    const std::vector<metric::MetricSpec>& metrics, bool tail);

/// A quantity over the step that is attempted. Of a state it is the coordinate's own path; of an
/// expression, a path through its values, with its slopes at the ends. In a map it leads from one
/// sample to the next.
metric::Segment segment_of(const Flow& flow, const Attempt& attempt,
                           const model::Quantity& quantity);

/// How far an expression's path over a step is from the expression, in units of what is allowed; of
/// an extreme that the path's slopes at the ends do not show, by how much it stands out. 0 where
/// the expression is not finite. \param rtol relative error that is allowed, besides what the
/// coordinates' errors make \param tolerance of each coordinate's error
Value path_error(const Flow& flow, const StepStart& start, const Trial& trial, expr::NodeId node,
                 double rtol, const Values& tolerance);

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
