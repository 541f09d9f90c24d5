// SPDX-License-Identifier: GPL-3.0-or-later
#include "path_sampler.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>
#include <utility>

namespace heatreel::solve {

namespace {

constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();

/// Of a time: by so much the time of a sample may miss a step's end through rounding.
constexpr double same_time = 1e-14;

/// Samples that a maximum needs on average. A spectrum is right up to two; pulses need more.
constexpr double fewest_a_maximum = 4.0;
/// What it gets where sampling begins again.
constexpr double usual_a_maximum = 8.0;
/// Maxima after which that is judged for the first time.
constexpr double first_maxima = 8.0;
/// Samples where it began again: half a megabyte.
constexpr double most_refined = 65536.0;

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

/// Samples that fit, or some less: few different numbers, since each takes a plan of its own.
std::size_t samples_that_fit(double span, double spacing) {
  const auto fitting = static_cast<std::size_t>(std::min(most_refined, std::floor(span / spacing)));
  const std::size_t unit = std::max<std::size_t>(1, std::bit_floor(fitting) / 8);
  return fitting - fitting % unit;
}

}  // namespace

PathSampler::Samples& PathSampler::samples_of(std::size_t cell, std::size_t traces) {
  const auto [place, is_new] = cells_.try_emplace(cell);
  if (is_new) {
    place->second = {times_, 0.0, std::vector<double>(traces * times_.count, not_a_number), 0};
  }
  return place->second;
}

/// \param time from which on sampling can begin again \param maxima counted up to there
void PathSampler::refine(Samples& samples, double time, double maxima) const {
  const double seen = maxima - samples.maxima;
  if (seen < first_maxima || static_cast<double>(samples.recorded) >= fewest_a_maximum * seen) {
    return;
  }
  const double present = samples.times.spacing();
  const double wanted = (time - samples.times.first) / (seen * usual_a_maximum);
  double spacing = present * std::exp2(std::floor(std::log2(wanted / present)));
  if (refinement_->unit > 0.0) {
    constexpr double rounding = 1e-6;
    const double steps = std::floor(spacing / refinement_->unit + rounding);
    spacing = refinement_->unit * std::max(1.0, steps);
  }
  if (spacing >= (1.0 - same_time) * present) {
    return;  // nothing is between equal steps
  }
  const std::size_t count = samples_that_fit(refinement_->end - time, spacing);
  samples = {{time, spacing, 1.0, count}, maxima, std::vector<double>(count, not_a_number), 0};
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
  const std::size_t count = samples.times.count;
  for (; samples.recorded < count; ++samples.recorded) {
    const double time = samples.times.at(samples.recorded);
    if (time >= end - same_time * end) {
      break;
    }
    const double theta = std::max(0.0, (time - begin) / width);
    for (std::size_t i = 0; i < traces.size(); ++i) {
      samples.numbers[i * count + samples.recorded] = value_at(traces[i], block, lane, theta);
    }
  }
  if (refinement_ && samples.recorded < count) {
    refine(samples, end, block.at(*traces.front().maxima, lane));
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
