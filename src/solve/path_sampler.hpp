// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cell_block.hpp"
#include "kernel.hpp"

#include <optional>
#include <span>
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

/// Where sampling may begin again with less spacing.
struct Refinement {
  double end = 0.0;  ///< of the time that is sampled
  /// The spacing can only be a multiple of this, where it is not 0: that of the steps of a method
  /// whose steps are all equal.
  double unit = 0.0;
};

/// Samples of quantities along simulations with steps of their own, taken from the steps' paths.
/// Holds a number for each sample, cell and quantity, of the cells that are under way.
class PathSampler {
 public:
  /// \param refinement if given, the sampler is for one quantity. Where it has maxima faster than
  /// the
  ///        samples can show, sampling begins again from there.
  explicit PathSampler(const SampleTimes& times,
                       const std::optional<Refinement>& refinement = std::nullopt)
      : times_(times), refinement_(refinement) {}

  /// Where the traced quantities are in a block: the same ones in every call, at least one.
  using Traces = std::span<const PathTrace>;

  /// Samples of one cell, [trace][sample]; NaN from sample `recorded` on.
  struct Samples {
    SampleTimes times;
    double maxima = 0.0;  ///< counted before the first sample
    std::vector<double> numbers;
    std::size_t recorded = 0;
  };

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
  void refine(Samples& samples, double time, double maxima) const;

  SampleTimes times_;
  std::optional<Refinement> refinement_;
  std::unordered_map<std::size_t, Samples> cells_;
};

/// A sampler and where it finds its quantities.
struct Sampling {
  PathSampler& sampler;
  PathSampler::Traces traces;
};

}  // namespace heatreel::solve
