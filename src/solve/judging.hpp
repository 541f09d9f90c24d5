// SPDX-License-Identifier: GPL-3.0-or-later
// Verdicts of cells, from what metric::build_evidence() has gathered.
#pragma once

#include "attempt.hpp"

#include <optional>
#include <string>
#include <vector>

#include "heatreel/metric/verdict.hpp"
#include "heatreel/model/quantity.hpp"

namespace heatreel::solve {

/// A quantity that decides a cell's verdict.
struct Subject {
  metric::Judged judged;
  model::Quantity quantity;
};

/// The quantities that metrics look at; where there is none, the first state.
/// \param quantities by metric
std::vector<Subject> subjects_of(expr::Graph& graph, const model::Model& model,
                                 const std::vector<metric::MetricSpec>& metrics,
                                 const std::vector<std::optional<model::Quantity>>& quantities);

/// The gravest verdict of all subjects. \param begin of the tail \param end of the tail
Value judge(const Flow& flow, Method method, const std::vector<Subject>& subjects, Value begin,
            Value end);

}  // namespace heatreel::solve
