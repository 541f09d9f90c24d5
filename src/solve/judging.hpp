// SPDX-License-Identifier: GPL-3.0-or-later
// Verdicts of cells, from what metric::build_evidence() has gathered.
#pragma once

#include "attempt.hpp"

#include <functional>
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

/// How the coordinate of a subject's segments gives the quantity.
metric::Scale scale_of(const Flow& flow, Method method, const Subject& subject);

/// What is followed of the subjects beside the steps, in the order of the simulation's phases.
/// \param in_tail whether the phase is the tail
/// \param time, coordinates where the lane stands
/// \param number what an accumulator holds there, by its name
std::vector<metric::Accumulator> follow(const Flow& flow, Method method,
                                        const std::vector<Subject>& subjects, bool in_tail,
                                        Value time, const Values& coordinates,
                                        const std::function<Value(const std::string&)>& number);

/// The gravest verdict of all subjects, and the longest tail that one wants; 0 where none is known,
/// as with fixed steps, of which each would have to be followed.
/// \param begin of the tail \param end of the tail, which is the lane's time
metric::Judgement judge(const Flow& flow, Method method, const std::vector<Subject>& subjects,
                        Value begin, Value end);

}  // namespace heatreel::solve
