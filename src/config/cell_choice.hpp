// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "option.hpp"

#include <string>

#include "heatreel/grid/parameter_grid.hpp"

/// Which cell of a sweep a command is about.
namespace heatreel::config {

/// A cell, and what to tell of the choice.
struct CellChoice {
  grid::CellIndex cell = 0;
  std::string note = {};  ///< says which cell is nearest to the values; "" if they are its own
};

/// The cell that --cell names, or the one nearest to --at. Nothing need be given if there is one
/// cell alone. \throws base::UsageError
CellChoice choose_cell(const Settings& settings, const grid::ParameterGrid& grid);

/// The values that --at gives the axes' parameters; an axis of one point may be left out.
/// \throws base::UsageError
std::array<double, 3> values_at(const Settings& settings, const grid::ParameterGrid& grid);

}  // namespace heatreel::config
