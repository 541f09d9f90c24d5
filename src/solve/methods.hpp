// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "method_runner.hpp"

#include <memory>
#include <optional>
#include <stop_token>
#include <string>

#include "heatreel/solve/solver.hpp"

namespace heatreel::solve {

/// Cells go through the phases of a method. Those that turn out to be stiff go on with the stiff
/// method, which is compiled beside the others' steps when there is a first one.
class Methods {
 public:
  /// \param series times at which samples of all states are taken
  /// \throws Cancelled
  Methods(std::shared_ptr<Kernels> kernels, const std::stop_token& stop,
          const std::optional<SampleTimes>& series = std::nullopt);

  /// \param range of the grid; cell 0 alone where there is none
  ChunkResult solve(const grid::ChunkRange& range);

  /// Hands out the series of a cell that solve() has dealt with; nothing if it made no step.
  /// \param cell counted from the range's beginning
  std::optional<PathSampler::Samples> take_series(std::size_t cell);

 private:
  MethodRunner* next();
  void pass_on_stiff();

  std::shared_ptr<Kernels> kernels_;
  std::stop_token stop_;
  MethodRunner first_;
  std::unique_ptr<MethodRunner> stiff_;
  std::unique_ptr<PeriodFinder> periods_;  ///< where a spectrum is asked for
  std::unique_ptr<PathSampler> series_;    ///< where a series is asked for
  EventQueue events_;
};

}  // namespace heatreel::solve
