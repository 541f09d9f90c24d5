// SPDX-License-Identifier: GPL-3.0-or-later
#include "heatreel/metric/spectrum.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <memory>
#include <mutex>
#include <numbers>
#include <vector>

#include <fftw3.h>

#include "heatreel/base/contract.hpp"

namespace heatreel::metric {

namespace {

constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();
constexpr std::size_t fewest_samples = 8;

/// Zeros are appended until there are twice as many numbers: the lines of the transform then lie
/// close enough for the parabola through three of them to find the top to about 1e-3 of a line.
constexpr std::size_t padding = 2;

/// Lines on each side that belong to a peak: the main lobe of the Hann window is 2 lines of an
/// unpadded transform wide on each side.
constexpr std::size_t lobe = 2 * padding;

/// Periods that the samples must hold: the spectrum of a single rise or fall has tops at up to 4.
constexpr std::size_t fewest_periods = 5;

struct Release {
  void operator()(void* memory) const { fftw_free(memory); }
};

struct Destroy {
  void operator()(fftw_plan plan) const { fftw_destroy_plan(plan); }
};

/// The plan for transforms of `size` real numbers. FFTW's planner is not thread-safe, plans are;
/// each is made once, and lives as long as the process. Estimated plans are always the same, so
/// that equal samples give equal bits.
fftw_plan plan_for(std::size_t size, double* in, fftw_complex* out) {
  static std::mutex mutex;
  static std::map<std::size_t, std::unique_ptr<fftw_plan_s, Destroy>> plans;
  const std::lock_guard lock(mutex);
  std::unique_ptr<fftw_plan_s, Destroy>& plan = plans[size];
  if (plan == nullptr) {
    plan.reset(fftw_plan_dft_r2c_1d(static_cast<int>(size), in, out, FFTW_ESTIMATE));
    HEATREEL_REQUIRE(plan != nullptr);
  }
  return plan.get();
}

/// Place of the top of the parabola through (-1, a), (0, b), (1, c), where b is the largest.
double parabola_top(double a, double b, double c) {
  const double bend = a - 2.0 * b + c;
  return bend < 0.0 ? 0.5 * (a - c) / bend : 0.0;
}

}  // namespace

struct Spectrum::Memory {
  explicit Memory(std::size_t count)
      : samples(count),
        size(padding * count),
        in(static_cast<double*>(fftw_malloc(size * sizeof(double)))),
        out(static_cast<fftw_complex*>(fftw_malloc((size / 2 + 1) * sizeof(fftw_complex)))),
        power(size / 2 + 1),
        plan(plan_for(size, in.get(), out.get())) {
    for (std::size_t i = 0; i < count; ++i) {
      const double place = (static_cast<double>(i) + 0.5) / static_cast<double>(count);
      window.push_back(0.5 - 0.5 * std::cos(2.0 * std::numbers::pi * place));
    }
  }

  /// Fills `in` with the samples' distances from the straight line that fits them best.
  void take_without_trend(std::span<const double> values) {
    const auto n = static_cast<double>(values.size());
    double mean = 0.0;
    for (const double value : values) {
      mean += value / n;
    }
    double moment = 0.0;
    for (std::size_t i = 0; i < values.size(); ++i) {
      moment += (static_cast<double>(i) - 0.5 * (n - 1.0)) * (values[i] - mean);
    }
    const double slope = 12.0 * moment / (n * (n * n - 1.0));
    for (std::size_t i = 0; i < values.size(); ++i) {
      const double line = mean + slope * (static_cast<double>(i) - 0.5 * (n - 1.0));
      in.get()[i] = window[i] * (values[i] - line);
    }
    std::fill(in.get() + values.size(), in.get() + size, 0.0);
  }

  void transform() {
    fftw_execute_dft_r2c(plan, in.get(), out.get());
    for (std::size_t k = 0; k < power.size(); ++k) {
      const double* const line = out.get()[k];
      power[k] = line[0] * line[0] + line[1] * line[1];
    }
  }

  /// The strongest line that is higher than its neighbours; 0 if there is none. The foot of what is
  /// slower is no such line.
  std::size_t strongest() const {
    std::size_t best = 0;
    for (std::size_t k = fewest_periods * padding; k < power.size(); ++k) {
      const bool top = power[k] > power[k - 1] && power[k] >= above(k);
      best = top && (best == 0 || power[k] > power[best]) ? k : best;
    }
    return best;
  }

  /// The power of the line after k. The spectrum of real numbers goes on as its mirror image.
  double above(std::size_t k) const { return k + 1 < power.size() ? power[k + 1] : power[k - 1]; }

  std::size_t samples;
  std::size_t size;
  std::unique_ptr<double, Release> in;
  std::unique_ptr<fftw_complex, Release> out;
  std::vector<double> power;
  std::vector<double> window;
  fftw_plan plan;
};

Spectrum::Spectrum(std::size_t samples) : memory_(std::make_unique<Memory>(samples)) {}
Spectrum::~Spectrum() = default;

double Spectrum::dominant_period(std::span<const double> samples, double spacing) {
  HEATREEL_EXPECT(samples.size() == memory_->samples);
  if (samples.size() < fewest_samples) {
    return not_a_number;
  }
  memory_->take_without_trend(samples);
  memory_->transform();
  const std::vector<double>& power = memory_->power;
  const std::size_t k = memory_->strongest();
  double total = 0.0;
  double peak = 0.0;
  for (std::size_t i = 1; i < power.size(); ++i) {
    total += power[i];
    peak += i + lobe >= k && i <= k + lobe ? power[i] : 0.0;
  }
  if (k == 0 || !(peak >= spectrum_threshold * total)) {
    return not_a_number;
  }
  const double top =
      parabola_top(std::log(power[k - 1]), std::log(power[k]), std::log(memory_->above(k)));
  return static_cast<double>(memory_->size) * spacing / (static_cast<double>(k) + top);
}

}  // namespace heatreel::metric
