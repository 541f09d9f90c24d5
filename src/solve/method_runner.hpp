// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cell_block.hpp"
#include "kernels.hpp"
#include "period_finder.hpp"
#include "phase_runner.hpp"
#include "switch_runner.hpp"

#include <array>
#include <memory>
#include <optional>
#include <vector>

#include "heatreel/program/executor.hpp"
#include "heatreel/solve/solver.hpp"

namespace heatreel::solve {

/// Takes cells from their beginning, or from where another method left them, through the phases of
/// one method to their results.
class MethodRunner {
 public:
  /// \param input must outlive this, and so must `compiled`
  MethodRunner(const SolverInput& input, const CompiledKernel& compiled);

  /// The chunk that is solved.
  struct Chunk {
    ChunkResult& result;
    PeriodFinder* periods;  ///< nothing if no spectrum is asked for
    PathSampler* series;    ///< nothing if no series is asked for
    EventQueue& events;
  };

  /// What takes the spectra that are asked for, if there are any.
  std::unique_ptr<PeriodFinder> period_finder() const;

  /// Begins with the cells of a range, bit by bit.
  void take(const grid::ChunkRange& range);

  bool has_cells() const;
  /// Whether a phase has cells for all lanes.
  bool has_block() const;
  bool has_stiff() const;

  /// Begins some cells, takes some steps in the phase with most cells, or finishes cells.
  /// \pre has_cells()
  void advance(const Chunk& chunk);

  /// Hands the cells that turned out to be stiff on to a method of the same simulation.
  void pass_stiff_to(MethodRunner& other);

 private:
  std::size_t fullest_phase() const;
  void begin_cells(const Chunk& chunk);
  SwitchRunner::Ways ways(std::size_t phase, const Chunk& chunk);
  void take_over(const Kernel& from, CellQueue& cells, CellQueue& waiting);
  void run(std::size_t phase, const Chunk& chunk);
  std::vector<Sampling> samplings(bool in_tail, const Chunk& chunk) const;
  void end_sampling(std::size_t cell, CellBlock& block, std::size_t lane, const Chunk& chunk) const;
  void finish(const Chunk& chunk);

  const SolverInput& input_;
  const Kernel& kernel_;
  program::Executor begin_;
  program::Executor take_over_;
  std::optional<program::Executor> scan_;  ///< where something drives the model
  program::Executor finish_;
  std::vector<std::unique_ptr<PhaseRunner>> phases_;
  CellBlock entry_;  ///< where cells begin
  CellBlock exit_;   ///< where they are finished
  CellQueue arrived_;
  std::vector<CellQueue> stiff_;            ///< by phase
  std::unique_ptr<SwitchRunner> switches_;  ///< where something can end a step
  std::vector<CellQueue> switched_;         ///< by phase
  std::array<program::Slot, 3> swept_{};    ///< the axes' parameters
  grid::ChunkRange range_;
  grid::CellIndex next_ = 0;  ///< the first cell of the range that has not begun
};

}  // namespace heatreel::solve
