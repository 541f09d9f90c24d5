// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>
#include <span>
#include <string>

#include "heatreel/model/model.hpp"

namespace heatreel::model {

/// The model that a sweep simulates: no parameter of it has a formula. A parameter that has one and
/// is neither set nor swept
/// - becomes a derived value of its name if it depends on a swept parameter: the formula stands
///   wherever its input stood, in rates, initial values, events and derived values;
/// - is otherwise a parameter whose default is the number that the formula gives for `settings`.
/// \param settings numbers by the parameters' names, as for CellSolver
/// \param swept names of parameters that vary from cell to cell
Model with_formulas(Model model, const std::map<std::string, double, std::less<>>& settings,
                    std::span<const std::string> swept);

}  // namespace heatreel::model
