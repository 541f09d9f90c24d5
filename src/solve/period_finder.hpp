// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "path_sampler.hpp"

#include <vector>

#include "heatreel/metric/spectrum.hpp"

namespace heatreel::solve {

/// Takes spectra of the tails of cells.
class PeriodFinder {
 public:
  /// \param times of the samples, within the tail \param quantities whose spectra are wanted
  PeriodFinder(const SampleTimes& times, const Refinement& refinement, std::size_t quantities)
      : samplers_(quantities, PathSampler(times, refinement)),
        usual_(times.count),
        spectrum_(times.count) {}

  /// The sampler of each quantity. \param traces of the quantities; must outlive the result
  std::vector<Sampling> samplings(const std::vector<PathTrace>& traces);

  /// Gives a cell at the tail's end its dominant periods, and forgets its samples.
  /// \param periods slots for them, by trace
  void finish(const std::vector<program::Slot>& periods, std::size_t cell, CellBlock& block,
              std::size_t lane);

  /// Forgets all cells.
  void clear();

 private:
  double period(const PathSampler::Samples& samples);

  std::vector<PathSampler> samplers_;  ///< by quantity
  std::size_t usual_;                  ///< number of samples
  metric::Spectrum spectrum_;          ///< of so many
};

}  // namespace heatreel::solve
