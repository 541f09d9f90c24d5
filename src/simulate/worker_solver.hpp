// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "program_cells.hpp"

#include <optional>

namespace heatreel::simulate {

/// Sends cells to a worker, a program that stays alive: a line for each cell, or for each batch.
/// When it fails it is started again. A cell fails only if a worker fails at it that is new, so
/// that the outcome does not depend on the cells before.
class WorkerSolver final : public solve::Solver {
 public:
  WorkerSolver(const ProgramSpec& spec, const grid::ParameterGrid& grid,
               const std::stop_token& stop);
  ~WorkerSolver() override;

  solve::ChunkResult solve(const grid::ChunkRange& range) override;

 private:
  /// What one exchange of lines brought.
  struct Exchange {
    Answer answer;
    grid::CellStatus status = grid::CellStatus::ok;  ///< of the cells if there is an error
    bool may_go_well = false;  ///< whether another worker may have an answer, which is new
  };

  void solve_batch(const grid::ChunkRange& batch, solve::ChunkResult& result);
  Exchange ask(const grid::ChunkRange& batch);
  void write_request(const grid::ChunkRange& batch);
  void write_batch(const grid::ChunkRange& batch);

  ProgramCells cells_;
  std::vector<std::string> words_;
  std::vector<std::string> environment_;
  std::optional<std::int64_t> batch_;
  std::stop_token stop_;
  std::optional<ChildProcess> worker_;
  bool has_answered_ = false;  ///< this one, since it was started
  bool is_asked_ = false;      ///< it works on an answer
  std::string request_;
};

}  // namespace heatreel::simulate
