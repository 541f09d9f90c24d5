// SPDX-License-Identifier: GPL-3.0-or-later
#include "path_sampler.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

namespace heatreel::solve {

namespace {

constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();

/// Of a time: by so much the time of a sample may miss a step's end through rounding.
constexpr double same_time = 1e-14;

/// The quantity that has this coordinate.
double value_of(metric::Scale scale, double coordinate) {
  switch (scale) {
    case metric::Scale::logarithmic:
      return std::exp(coordinate);
    case metric::Scale::cut_at_zero:
      return std::max(0.0, coordinate);
    case metric::Scale::linear:
      break;
  }
  return coordinate;
}

/// The quantity at θ of the step that is in the lane. At θ = 0 it is where the step began, also if
/// that is the logarithm of 0.
double value_at(const PathTrace& trace, const CellBlock& block, std::size_t lane, double theta) {
  const auto row = [&](program::Slot slot) { return block.at(slot, lane); };
  const double begin = row(trace.begin);
  if (theta == 0.0 || std::isinf(begin)) {
    return value_of(trace.scale, begin);
  }
  const double inner = row(trace.c1) + theta * (row(trace.c2) + theta * row(trace.c3));
  return value_of(trace.scale, begin + theta * (row(trace.rise) + (1.0 - theta) * inner));
}

}  // namespace

PathSampler::Samples& PathSampler::samples_of(std::size_t cell, std::size_t traces) {
  Samples& samples = cells_[cell];
  samples.numbers.resize(traces * times_.count, not_a_number);
  return samples;
}

void PathSampler::record(const Traces& traces, std::size_t cell, const CellBlock& block,
                         std::size_t lane) {
  // All traces are of the same step.
  const double begin = block.at(traces.front().time, lane);
  const double width = block.at(traces.front().width, lane);
  if (width == 0.0) {
    return;
  }
  const double end = begin + width;
  Samples& samples = samples_of(cell, traces.size());
  for (; samples.recorded < times_.count; ++samples.recorded) {
    const double time = times_.at(samples.recorded);
    if (time >= end - same_time * end) {
      break;
    }
    const double theta = std::max(0.0, (time - begin) / width);
    for (std::size_t i = 0; i < traces.size(); ++i) {
      samples.numbers[i * times_.count + samples.recorded] =
          value_at(traces[i], block, lane, theta);
    }
  }
}

void PathSampler::record_end(const Traces& traces, const std::vector<program::Slot>& coordinates,
                             std::size_t cell, const CellBlock& block, std::size_t lane) {
  Samples& samples = samples_of(cell, traces.size());
  for (; samples.recorded < times_.count; ++samples.recorded) {
    for (std::size_t i = 0; i < traces.size(); ++i) {
      samples.numbers[i * times_.count + samples.recorded] =
          value_of(traces[i].scale, block.at(coordinates[i], lane));
    }
  }
}

std::optional<PathSampler::Samples> PathSampler::take(std::size_t cell) {
  const auto found = cells_.find(cell);
  if (found == cells_.end()) {
    return std::nullopt;
  }
  Samples samples = std::move(found->second);
  cells_.erase(found);
  return samples;
}

}  // namespace heatreel::solve
