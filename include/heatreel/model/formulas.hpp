// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>
#include <span>
#include <string>
#include <string_view>

#include "heatreel/expr/source_location.hpp"
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

/// A formula that a sweep gives a parameter instead of what the model's file says.
struct Formula {
  std::string parameter;
  std::string text;            ///< an expression of parameters, constants and what is derived
  expr::SourceLocation where;  ///< of the text
};

/// `model` with other formulas.
/// \param numbers parameters that are set to numbers or swept: what their file says does not count
/// \pre the model has all these parameters
/// \throws base::ConfigError for an expression that cannot be read, depends on a state, on time or
///         on the parameter itself, or has no finite value
Model with_other_formulas(Model model, std::span<const Formula> formulas,
                          std::span<const std::string> numbers);

}  // namespace heatreel::model
