// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cell_block.hpp"

#include <cstdint>
#include <optional>
#include <vector>

#include "heatreel/metric/spectrum.hpp"

namespace heatreel::solve {

/// Samples of quantities along the tail of a block whose cells step together, for their spectra.
/// Holds up to metric::spectrum_samples numbers a cell and quantity, however long the tail is.
class RowSampler {
 public:
  RowSampler(const std::vector<Kernel::Trace>& traces, std::int64_t tail_steps, double step);

  /// Steps between two samples; the first sample is that of the tail's first step.
  std::int64_t stride() const { return stride_; }

  /// Takes a sample from all lanes.
  void record(const CellBlock& block);

  /// Gives the first `cells` lanes their dominant periods, and forgets the samples.
  void finish(CellBlock& block, std::size_t cells);

 private:
  const std::vector<Kernel::Trace>& traces_;
  std::int64_t stride_;
  std::size_t samples_;
  double spacing_;
  std::optional<metric::Spectrum> spectrum_;  ///< where there is something to trace
  std::vector<double> numbers_;               ///< [trace][lane][sample]
  std::size_t recorded_ = 0;
};

}  // namespace heatreel::solve
