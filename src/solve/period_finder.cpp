// SPDX-License-Identifier: GPL-3.0-or-later
#include "period_finder.hpp"

#include <limits>

namespace heatreel::solve {

std::vector<Sampling> PeriodFinder::samplings(const std::vector<PathTrace>& traces) {
  std::vector<Sampling> result;
  for (std::size_t i = 0; i < samplers_.size(); ++i) {
    result.push_back({samplers_[i], std::span(&traces[i], 1)});
  }
  return result;
}

void PeriodFinder::finish(const std::vector<program::Slot>& periods, std::size_t cell,
                          CellBlock& block, std::size_t lane) {
  for (std::size_t i = 0; i < periods.size(); ++i) {
    if (const auto samples = samplers_[i].take(cell)) {
      block.at(periods[i], lane) = period(*samples);
    }
  }
}

/// NaN where there are less samples than there should be.
double PeriodFinder::period(const PathSampler::Samples& samples) {
  const SampleTimes& times = samples.times;
  if (samples.recorded < times.count) {
    return std::numeric_limits<double>::quiet_NaN();
  }
  if (times.count == usual_) {
    return spectrum_.dominant_period(samples.numbers, times.spacing());
  }
  return metric::Spectrum(times.count).dominant_period(samples.numbers, times.spacing());
}

void PeriodFinder::clear() {
  for (PathSampler& sampler : samplers_) {
    sampler.clear();
  }
}

}  // namespace heatreel::solve
