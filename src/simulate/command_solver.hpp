// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "program_cells.hpp"

#include "heatreel/simulate/command_template.hpp"

namespace heatreel::simulate {

/// Runs a command once for each cell.
class CommandSolver final : public solve::Solver {
 public:
  CommandSolver(const ProgramSpec& spec, const grid::ParameterGrid& grid,
                const std::stop_token& stop);

  solve::ChunkResult solve(const grid::ChunkRange& range) override;

 private:
  void solve_cell(grid::CellIndex cell, solve::ChunkResult& result);

  ProgramCells cells_;
  CommandTemplate command_;
  std::vector<std::string> environment_;
  std::stop_token stop_;
};

}  // namespace heatreel::simulate
