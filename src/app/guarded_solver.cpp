// SPDX-License-Identifier: GPL-3.0-or-later
#include "heatreel/app/guarded_solver.hpp"

#include <limits>
#include <string>
#include <utility>
#include <vector>

namespace heatreel::app {

namespace {

solve::ChunkResult failed_cell(const grid::ChunkRange& cell, std::size_t metrics,
                               const std::string& error) {
  const std::vector<double> missing(1, std::numeric_limits<double>::quiet_NaN());
  solve::ChunkResult result{
      cell, std::vector<std::vector<double>>(metrics, missing), {grid::CellStatus::failed}};
  result.error = error;
  return result;
}

void append(solve::ChunkResult& whole, const solve::ChunkResult& part) {
  for (std::size_t metric = 0; metric < whole.values.size(); ++metric) {
    auto& values = whole.values[metric];
    values.insert(values.end(), part.values[metric].begin(), part.values[metric].end());
  }
  whole.status.insert(whole.status.end(), part.status.begin(), part.status.end());
  whole.verdicts.insert(whole.verdicts.end(), part.verdicts.begin(), part.verdicts.end());
  whole.verdicts.resize(whole.status.size(), grid::CellVerdict::none);  // if nobody judged
  whole.shortage.add(part.shortage);
  if (whole.error.empty()) {
    whole.error = part.error;
  }
}

}  // namespace

GuardedSolver::GuardedSolver(solve::SolverFactory make_solver, std::size_t metrics,
                             std::stop_token stop)
    : make_solver_(std::move(make_solver)),
      metrics_(metrics),
      stop_(std::move(stop)),
      solver_(make_solver_(stop_)) {}

solve::ChunkResult GuardedSolver::solve(const grid::ChunkRange& range) {
  try {
    return solver_->solve(range);
  } catch (const solve::Cancelled&) {
    throw;
  } catch (const std::exception& error) {
    return recover(range, error.what());
  } catch (...) {
    return recover(range, "an exception of unknown type");
  }
}

solve::ChunkResult GuardedSolver::recover(const grid::ChunkRange& range, const char* error) {
  const std::string words = error;  // the exception may refer to the solver
  solver_ = make_solver_(stop_);
  return range.size() == 1 ? failed_cell(range, metrics_, words) : solve_one_by_one(range);
}

solve::ChunkResult GuardedSolver::solve_one_by_one(const grid::ChunkRange& range) {
  solve::ChunkResult whole{range, std::vector<std::vector<double>>(metrics_), {}};
  for (grid::CellIndex cell = range.begin; cell < range.end; ++cell) {
    append(whole, solve({cell, cell + 1}));
  }
  return whole;
}

}  // namespace heatreel::app
