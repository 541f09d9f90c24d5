// SPDX-License-Identifier: GPL-3.0-or-later
#include "heatreel/metric/sampled_maxima.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <optional>

#include "heatreel/base/contract.hpp"

namespace heatreel::metric {

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

double prominence(double low, double high) {
  return rest_tolerance * std::max(std::abs(low), std::abs(high));
}

/// The top of the parabola through sample i and its neighbours.
Maximum top_near(std::span<const double> times, std::span<const double> values, std::size_t i) {
  const double before = values[i] - values[i - 1];  // above 0
  const double after = values[i] - values[i + 1];   // 0 or above
  const double shift = 0.5 * (before - after) / (before + after);
  return {times[i] + shift * (shift > 0.0 ? times[i + 1] - times[i] : times[i] - times[i - 1]),
          values[i] + 0.25 * (before - after) * shift};
}

/// The way of QuantityReducer (src/metric/maxima.cpp), for numbers.
class MaximaSearch {
 public:
  /// A sample before the tail: a rise may begin here.
  void approach(double value) {
    valley_ = std::min(valley_, value);
    const double enough = prominence(valley_, value);
    if (valley_ + enough < value && height_ < value) {
      height_ = value;
    }
    fall_to(value, enough);
  }

  /// A sample of the tail. \param top the maximum near it, if there is one
  void add(double value, const std::optional<Maximum>& top) {
    low_ = std::min(low_, value);
    high_ = std::max(high_, value);
    const double enough = prominence(low_, high_);
    valley_ = std::min(valley_, value);
    if (top && enough < value - valley_ && height_ < value) {
      height_ = value;
      candidate_ = top;
    }
    fall_to(value, enough);
  }

  /// None if the quantity is at rest.
  std::vector<Maximum> found() const {
    return prominence(low_, high_) < high_ - low_ ? found_ : std::vector<Maximum>();
  }

 private:
  /// A candidate counts once the fall from it is long enough. One from before the tail does not.
  void fall_to(double value, double enough) {
    if (height_ - enough <= value) {
      return;
    }
    if (candidate_) {
      found_.push_back(*candidate_);
    }
    candidate_.reset();
    height_ = -infinity;
    valley_ = value;
  }

  double valley_ = infinity;   ///< lowest since the maximum before
  double height_ = -infinity;  ///< of a maximum from which the quantity has not fallen yet
  std::optional<Maximum> candidate_;
  double low_ = infinity;  ///< of the tail
  double high_ = -infinity;
  std::vector<Maximum> found_;
};

}  // namespace

std::vector<Maximum> counted_maxima(std::span<const double> times, std::span<const double> values,
                                    double tail_begin, Reading reading) {
  HEATREEL_EXPECT(times.size() == values.size());
  MaximaSearch search;
  for (std::size_t i = 0; i < values.size() && std::isfinite(values[i]); ++i) {
    if (times[i] < tail_begin) {
      search.approach(values[i]);
      continue;
    }
    const bool is_top =
        i > 0 && i + 1 < values.size() && values[i - 1] < values[i] && values[i + 1] <= values[i];
    std::optional<Maximum> top;
    if (is_top) {
      top = reading == Reading::samples ? Maximum{times[i], values[i]} : top_near(times, values, i);
    }
    search.add(values[i], top);
  }
  return search.found();
}

}  // namespace heatreel::metric
