// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "path_sampler.hpp"

#include "heatreel/metric/spectrum.hpp"

namespace heatreel::solve {

/// Takes spectra of the tails of cells.
class PeriodFinder {
 public:
  /// \param times of the samples, within the tail
  explicit PeriodFinder(const SampleTimes& times) : sampler_(times), spectrum_(times.count) {}

  PathSampler& sampler() { return sampler_; }

  /// Gives a cell at the tail's end its dominant periods, and forgets its samples.
  /// \param periods slots for them, by trace
  void finish(const std::vector<program::Slot>& periods, std::size_t cell, CellBlock& block,
              std::size_t lane);

 private:
  PathSampler sampler_;
  metric::Spectrum spectrum_;
};

}  // namespace heatreel::solve
