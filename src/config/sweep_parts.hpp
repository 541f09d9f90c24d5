// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "given.hpp"

#include <optional>
#include <string>

#include "heatreel/grid/axis.hpp"
#include "heatreel/metric/metric.hpp"
#include "heatreel/model/formulas.hpp"
#include "heatreel/model/model.hpp"

/// The parts of a sweep whose names only the model can check.
namespace heatreel::config {

/// `G=50:300:50[:log]` or `G=1,2,5` as an axis with the parameter's unit and description.
grid::Axis read_axis(const Given& given, const model::Model& model);

/// What read_axis() reads as the same axis, bit for bit.
std::string write_axis(const grid::Axis& axis);

/// What a parameter of the model is set to.
struct Setting {
  std::string parameter;
  std::optional<double> number;  ///< none: a formula
  model::Formula formula;
};

/// `pol=3.7` or `k2=0.5*k1`.
Setting read_setting(const Given& given, const model::Model& model);

/// `P.amplitude`, of a state of the model.
metric::MetricSpec read_metric(const Given& given, const model::Model& model);

}  // namespace heatreel::config
