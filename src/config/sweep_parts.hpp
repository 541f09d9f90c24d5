// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "given.hpp"

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "heatreel/grid/axis.hpp"
#include "heatreel/metric/metric.hpp"
#include "heatreel/model/formulas.hpp"
#include "heatreel/model/model.hpp"

/// The parts of a sweep whose names only what is simulated can check.
namespace heatreel::config {

/// A parameter as an axis bears it.
struct AxisParameter {
  std::string name;
  std::string unit;         ///< "" where there is none
  std::string description;  ///< "" where there is none
};

/// The parameter that a name means; refuses the option if there is none.
using FindParameter = std::function<AxisParameter(const Given& given, std::string_view name)>;

/// A model's parameters: by their own names, or `N(0)` for the initial value of N.
/// \param model must live as long as the result
FindParameter parameters_of(const model::Model& model);

/// `G=50:300:50[:log]` or `G=1,2,5` as an axis with the parameter's unit and description.
grid::Axis read_axis(const Given& given, const FindParameter& find_parameter);

/// What read_axis() reads as the same axis, bit for bit.
std::string write_axis(const grid::Axis& axis);

/// What a parameter is set to.
struct Setting {
  std::string parameter;
  std::optional<double> number;  ///< none: a formula
  model::Formula formula;
};

/// `pol=3.7` or `k2=0.5*k1`.
Setting read_setting(const Given& given, const FindParameter& find_parameter);

/// `P.amplitude`, of a state of the model.
metric::MetricSpec read_metric(const Given& given, const model::Model& model);

}  // namespace heatreel::config
