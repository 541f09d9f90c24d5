// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <exception>
#include <memory>
#include <stop_token>

#include "heatreel/solve/solver.hpp"

namespace heatreel::app {

/// A solver in which an exception affects only the cell that causes it: this cell gets the status
/// `failed`, others their numbers. A chunk in which something is thrown is solved again cell by
/// cell, so that the outcome does not depend on how the sweep was cut into chunks.
class GuardedSolver final : public solve::Solver {
 public:
  /// Calls `make_solver` at once, and again after each exception, since a solver that threw may be
  /// in any state. Exceptions of `make_solver` and solve::Cancelled are passed on.
  GuardedSolver(solve::SolverFactory make_solver, std::size_t metrics, std::stop_token stop);

  solve::ChunkResult solve(const grid::ChunkRange& range) override;

 private:
  solve::ChunkResult solve_one_by_one(const grid::ChunkRange& range);
  solve::ChunkResult recover(const grid::ChunkRange& range, const char* error);

  solve::SolverFactory make_solver_;
  std::size_t metrics_;
  std::stop_token stop_;
  std::unique_ptr<solve::Solver> solver_;
};

}  // namespace heatreel::app
