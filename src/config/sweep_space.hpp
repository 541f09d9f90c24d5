// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "option.hpp"
#include "sweep_parts.hpp"

#include <functional>
#include <map>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "heatreel/grid/parameter_grid.hpp"
#include "heatreel/store/file_layout.hpp"

/// The parameters of a sweep of any simulation: those that are swept and those that are set.
namespace heatreel::config {

/// A parameter's name and default.
using Default = std::pair<std::string, double>;

/// Three axes, each of a parameter of its own.
/// \param variables of the result file, whose names no axis may have
/// \param defaults without --t, the first of these that nothing else changes is the t axis, so that
///        there is one frame
grid::ParameterGrid read_grid(const Settings& settings, const FindParameter& find_parameter,
                              const std::vector<store::VariableLayout>& variables,
                              const std::vector<Default>& defaults);

/// What --set gives parameters, by their names.
using ParameterTexts = std::map<std::string, Setting, std::less<>>;

/// Within one source a parameter is set once; the command line, which comes last, may set it again.
/// Names are compared after aliases such as N(0) have been resolved.
ParameterTexts read_parameters(const Settings& settings, const FindParameter& find_parameter,
                               std::span<const grid::Axis> axes);

}  // namespace heatreel::config
