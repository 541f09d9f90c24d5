// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "heatreel/model/model.hpp"
#include "heatreel/program/executor.hpp"
#include "heatreel/program/program.hpp"

namespace heatreel::solve {

/// The program that computes the derived values of lanes, and the slots it works on.
struct DerivedProgram {
  /// \param model one without formulas
  explicit DerivedProgram(const model::Model& model);

  std::vector<program::Slot> parameters;
  std::vector<program::Slot> states;
  program::Slot time = 0;
  std::vector<program::Slot> derived;
  std::size_t slots = 0;
  program::Program program;
};

/// The derived values of a model along a simulation, computed from its states.
/// \param model one without formulas
/// \param parameters in the model's order
/// \param states [state][time]
/// \returns [derived value][time]
std::vector<std::vector<double>> derived_values(const model::Model& model,
                                                std::span<const double> parameters,
                                                std::span<const double> times,
                                                std::span<const std::vector<double>> states,
                                                program::Engine engine);

}  // namespace heatreel::solve
