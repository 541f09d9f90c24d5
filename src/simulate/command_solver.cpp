// SPDX-License-Identifier: GPL-3.0-or-later
#include "command_solver.hpp"

#include "child_environment.hpp"

#include "heatreel/base/error.hpp"

namespace heatreel::simulate {

CommandSolver::CommandSolver(const ProgramSpec& spec, const grid::ParameterGrid& grid,
                             const std::stop_token& stop)
    : cells_(spec, grid),
      command_(spec.command, cells_.parameters()),
      environment_(child_environment(spec.mpi)),
      stop_(stop) {}

solve::ChunkResult CommandSolver::solve(const grid::ChunkRange& range) {
  solve::ChunkResult result = cells_.begin(range);
  for (grid::CellIndex cell = range.begin; cell < range.end; ++cell) {
    solve_cell(cell, result);
  }
  return result;
}

/// \throws base::RuntimeError if the command cannot be started
void CommandSolver::solve_cell(grid::CellIndex cell, solve::ChunkResult& result) {
  using grid::CellStatus;
  const std::vector<std::string> words = command_.words(cell, cells_.values(cell));
  const Patience patience = cells_.patience(stop_, 1);
  ChildProcess child(words, environment_, ChildProcess::Input::none);
  const Waited waited = child.wait_for_end(patience);
  const auto fail = [&](CellStatus status, const std::string& problem) {
    ProgramCells::fail(status, with_last_words(problem, child), result);
  };
  if (waited != Waited::done) {
    fail(waited == Waited::too_long ? CellStatus::time_limit : CellStatus::failed,
         words_for(waited, child, patience));
  } else if (const auto failure = child.failure()) {
    fail(CellStatus::failed, *failure);
  } else if (const Answer answer = read_answer(child.output(), cells_.metrics());
             !answer.error.empty()) {
    fail(CellStatus::failed, "its output cannot be used, " + answer.error);
  } else {
    ProgramCells::take(answer, result);
  }
}

}  // namespace heatreel::simulate
