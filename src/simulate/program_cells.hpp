// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "child_process.hpp"

#include <limits>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

#include "heatreel/grid/parameter_grid.hpp"
#include "heatreel/simulate/answer.hpp"
#include "heatreel/simulate/program_simulation.hpp"
#include "heatreel/solve/solver.hpp"

namespace heatreel::simulate {

/// What both ways of asking a program share: the parameters of a cell, and a place for answers.
class ProgramCells {
 public:
  ProgramCells(const ProgramSpec& spec, const grid::ParameterGrid& grid);

  const std::vector<std::string>& parameters() const { return parameters_; }
  const std::vector<std::string>& metrics() const { return metrics_; }
  /// Values of the parameters at a cell, in their order.
  std::span<const double> values(grid::CellIndex cell);
  /// What a program may take for an answer.
  Patience patience(const std::stop_token& stop, std::size_t cells) const;

  /// A result without cells, to which take() and fail() add one each.
  solve::ChunkResult begin(const grid::ChunkRange& range) const;
  /// Adds the cells of an answer without an error. An infinite value makes a cell not_finite.
  static void take(const Answer& answer, solve::ChunkResult& result);
  /// Adds a cell without numbers.
  static void fail(grid::CellStatus status, const std::string& error, solve::ChunkResult& result);

 private:
  grid::ParameterGrid grid_;
  double seconds_;
  std::vector<std::string>
      parameters_;  ///< the axes' in the order x, y, t, then those that are set
  std::vector<double> values_;
  std::vector<std::string> metrics_;
};

/// Why a program gave no answer that can be used. \param child the program, which has ended if the
/// wait was for that
std::string words_for(Waited waited, ChildProcess& child, const Patience& patience);

/// `problem`, and after it the last line that the program wrote to standard error, if it did.
std::string with_last_words(const std::string& problem, const ChildProcess& child);

}  // namespace heatreel::simulate
