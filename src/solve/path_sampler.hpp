// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cell_block.hpp"
#include "kernel.hpp"

#include <unordered_map>
#include <vector>

#include "heatreel/metric/spectrum.hpp"

namespace heatreel::solve {

/// Samples of quantities along the tails of cells with steps of their own, taken from the steps'
/// paths, for their spectra. Holds `samples` numbers a cell and quantity, of the
/// cells that are in their tails.
class PathSampler {
 public:
  /// \param first time of the first sample \param spacing of the samples in time
  /// \param samples how many there are of each cell and quantity
  PathSampler(double first, double spacing, std::size_t samples);

  /// Where the traced quantities are in a block: the same ones in every call, at least one.
  using Traces = std::vector<PathTrace>;

  /// Takes the samples that fall into the step that a lane has just made, if it has made one.
  void record(const Traces& traces, std::size_t cell, const CellBlock& block, std::size_t lane);

  /// Gives a cell at the tail's end its dominant periods, and forgets its samples.
  void finish(const Traces& traces, std::size_t cell, CellBlock& block, std::size_t lane);

  /// Forgets all cells.
  void clear() { tails_.clear(); }

 private:
  struct Tail {
    std::vector<double> numbers;  ///< [trace][sample]
    std::size_t recorded = 0;     ///< of each trace
  };

  double first_;
  double spacing_;
  std::size_t samples_;
  metric::Spectrum spectrum_;
  std::unordered_map<std::size_t, Tail> tails_;  ///< by cell
};

}  // namespace heatreel::solve
