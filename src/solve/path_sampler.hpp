// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cell_block.hpp"
#include "kernel.hpp"

#include <optional>
#include <unordered_map>
#include <vector>

namespace heatreel::solve {

/// Times at equal distances.
struct SampleTimes {
  double first = 0.0;
  double span = 0.0;  ///< what `parts` distances add up to
  double parts = 1.0;
  std::size_t count = 0;

  double at(std::size_t i) const { return first + span * static_cast<double>(i) / parts; }
  double spacing() const { return span / parts; }
};

/// Samples of quantities along simulations with steps of their own, taken from the steps' paths.
/// Holds a number for each sample, cell and quantity, of the cells that are under way.
class PathSampler {
 public:
  explicit PathSampler(const SampleTimes& times) : times_(times) {}

  /// Where the traced quantities are in a block: the same ones in every call, at least one.
  using Traces = std::vector<PathTrace>;

  /// Samples of one cell, [trace][sample]; NaN from sample `recorded` on.
  struct Samples {
    std::vector<double> numbers;
    std::size_t recorded = 0;
  };

  const SampleTimes& times() const { return times_; }

  /// Takes the samples that fall into the step that a lane has just made, if it has made one. What
  /// is due at the step's end is left to the next step, since an event may come between them.
  void record(const Traces& traces, std::size_t cell, const CellBlock& block, std::size_t lane);

  /// Takes the samples that are left, all due at the simulation's end, from where it has ended.
  /// \param coordinates slots of the traced quantities
  void record_end(const Traces& traces, const std::vector<program::Slot>& coordinates,
                  std::size_t cell, const CellBlock& block, std::size_t lane);

  /// Hands the samples of a cell out and forgets it. Nothing if it has none.
  std::optional<Samples> take(std::size_t cell);

  /// Forgets all cells.
  void clear() { cells_.clear(); }

 private:
  Samples& samples_of(std::size_t cell, std::size_t traces);

  SampleTimes times_;
  std::unordered_map<std::size_t, Samples> cells_;
};

/// A sampler and where it finds its quantities.
struct Sampling {
  PathSampler& sampler;
  const PathSampler::Traces& traces;
};

}  // namespace heatreel::solve
