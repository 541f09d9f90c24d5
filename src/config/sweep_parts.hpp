// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "given.hpp"

#include <string>
#include <utility>

#include "heatreel/grid/axis.hpp"
#include "heatreel/metric/metric.hpp"
#include "heatreel/model/model.hpp"

/// The parts of a sweep whose names only the model can check.
namespace heatreel::config {

/// `G=50:300:50[:log]` or `G=1,2,5` as an axis with the parameter's unit and description.
grid::Axis read_axis(const Given& given, const model::Model& model);

/// What read_axis() reads as the same axis, bit for bit.
std::string write_axis(const grid::Axis& axis);

/// `pol=3.7` as a parameter of the model and its value.
std::pair<std::string, double> read_setting(const Given& given, const model::Model& model);

/// `P.amplitude`, of a state of the model.
metric::MetricSpec read_metric(const Given& given, const model::Model& model);

}  // namespace heatreel::config
