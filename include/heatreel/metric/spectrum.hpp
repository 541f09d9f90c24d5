// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <memory>
#include <span>

namespace heatreel::metric {

/// Samples of the tail that a spectrum is taken of: no shorter period than two of them is seen.
inline constexpr std::size_t spectrum_samples = 2048;

/// Part of the power that the strongest line must hold to count as a period. Noise of 2,048 samples
/// puts up to 2 % into its strongest line; a train of pulses a fifteenth of their distance wide has
/// more than this in its fundamental.
inline constexpr double spectrum_threshold = 0.05;

/// Finds the dominant period of equally spaced samples. Keeps memory for one number of samples;
/// not to be used by two threads at once.
class Spectrum {
 public:
  explicit Spectrum(std::size_t samples);
  ~Spectrum();
  Spectrum(const Spectrum&) = delete;
  Spectrum& operator=(const Spectrum&) = delete;

  /// The period of the strongest line of the periodogram (straight trend removed, Hann window), in
  /// the unit of `spacing`; lines of fewer than five periods in all samples do not count. NaN where
  /// the line holds less than spectrum_threshold of the power, where samples are too few (< 8), or
  /// where one is not finite.
  double dominant_period(std::span<const double> samples, double spacing);

 private:
  struct Memory;
  std::unique_ptr<Memory> memory_;
};

}  // namespace heatreel::metric
