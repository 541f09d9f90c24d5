// SPDX-License-Identifier: GPL-3.0-or-later
#include "path_sampler.hpp"

#include <algorithm>
#include <cmath>
#include <span>

namespace heatreel::solve {

namespace {

/// The quantity at θ of the step that is in the lane.
double value_at(const PathTrace& trace, const CellBlock& block, std::size_t lane, double theta) {
  const auto row = [&](program::Slot slot) { return block.at(slot, lane); };
  const double inner = row(trace.c1) + theta * (row(trace.c2) + theta * row(trace.c3));
  const double z = row(trace.begin) + theta * (row(trace.rise) + (1.0 - theta) * inner);
  switch (trace.scale) {
    case metric::Scale::logarithmic:
      return std::exp(z);
    case metric::Scale::cut_at_zero:
      return std::max(0.0, z);
    case metric::Scale::linear:
      break;
  }
  return z;
}

}  // namespace

PathSampler::PathSampler(double first, double spacing, std::size_t samples)
    : first_(first), spacing_(spacing), samples_(samples), spectrum_(samples) {}

void PathSampler::record(const Traces& traces, std::size_t cell, const CellBlock& block,
                         std::size_t lane) {
  // All traces are of the same step.
  const double begin = block.at(traces.front().time, lane);
  const double width = block.at(traces.front().width, lane);
  if (width == 0.0) {
    return;
  }
  Tail& tail = tails_[cell];
  tail.numbers.resize(traces.size() * samples_);
  for (; tail.recorded < samples_; ++tail.recorded) {
    const double time = first_ + spacing_ * static_cast<double>(tail.recorded);
    const double theta = (time - begin) / width;
    if (theta > 1.0) {
      break;
    }
    for (std::size_t i = 0; i < traces.size(); ++i) {
      tail.numbers[i * samples_ + tail.recorded] =
          value_at(traces[i], block, lane, std::max(0.0, theta));
    }
  }
}

void PathSampler::finish(const Traces& traces, std::size_t cell, CellBlock& block,
                         std::size_t lane) {
  const auto found = tails_.find(cell);
  if (found == tails_.end()) {
    return;
  }
  for (std::size_t i = 0; i < traces.size(); ++i) {
    const std::span<const double> samples(&found->second.numbers[i * samples_], samples_);
    block.at(traces[i].period, lane) = spectrum_.dominant_period(samples, spacing_);
  }
  tails_.erase(found);
}

}  // namespace heatreel::solve
