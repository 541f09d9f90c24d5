// SPDX-License-Identifier: GPL-3.0-or-later
#include "heatreel/render/value_scale.hpp"

#include <algorithm>
#include <cmath>

#include "heatreel/base/contract.hpp"
#include "heatreel/render/number_text.hpp"

namespace heatreel::render {

namespace {
/// Decades that a log scale shows if its range reaches down to 0.
constexpr double log_reach = 1e6;
/// How much smaller than the largest value symlog's linear part is.
constexpr double symlog_reach = 1e3;
}  // namespace

ValueScale::ValueScale(ScaleKind kind, double low, double high)
    : kind_(kind), low_(low), high_(high) {
  HEATREEL_REQUIRE(std::isfinite(low) && std::isfinite(high) && low <= high);
  if (kind_ == ScaleKind::log && low_ <= 0.0 && low_ < high_) {
    if (high_ / log_reach > 0.0) {
      low_ = high_ / log_reach;
    } else {
      kind_ = ScaleKind::linear;
    }
  }
  const double largest = std::max(std::abs(low_), std::abs(high_));
  if (kind_ == ScaleKind::symlog) {
    linear_width_ = largest / symlog_reach;
  }
  offset_ = transform(low_);
  span_ = transform(high_) - offset_;
  if (!(span_ > 0.0)) {  // a constant field, or a range as narrow as rounding
    kind_ = ScaleKind::linear;
  }
  if (kind_ == ScaleKind::linear) {
    linear_width_ = largest > 1.0 ? 4.0 : 1.0;  // keeps the span of any two numbers finite
    offset_ = transform(low_);
    span_ = transform(high_) - offset_;
  }
}

ValueScale ValueScale::of_whole_numbers(double low, double high) {
  constexpr double most_bands = 20.0;
  const double first = std::floor(low);
  const double last = std::ceil(high);
  const bool few = last - first < most_bands;
  ValueScale scale = few ? ValueScale(ScaleKind::linear, first - 0.5, last + 0.5)
                         : ValueScale(ScaleKind::linear, low, high);
  scale.whole_ = true;
  scale.bands_ = few ? static_cast<int>(last - first) + 1 : 0;
  return scale;
}

double ValueScale::color(double position) const {
  if (bands_ == 0) {
    return position;
  }
  const double band = std::min(std::floor(position * bands_), bands_ - 1.0);
  return bands_ == 1 ? 0.5 : band / (bands_ - 1);
}

double ValueScale::transform(double value) const {
  switch (kind_) {
    case ScaleKind::log:
      return std::log(value);
    case ScaleKind::symlog:
      return std::asinh(value / linear_width_);
    case ScaleKind::linear:
      break;
  }
  return value / linear_width_;
}

double ValueScale::position(double value) const {
  if (std::isnan(value)) {
    return value;
  }
  if (is_constant()) {
    // A mean of equal values may be off by rounding.
    const double rounding = 1e-12 * std::abs(low_);
    return value < low_ - rounding ? 0.0 : value > high_ + rounding ? 1.0 : 0.5;
  }
  if (value <= low_) {
    return 0.0;
  }
  if (value >= high_) {
    return 1.0;
  }
  return std::clamp((transform(value) - offset_) / span_, 0.0, 1.0);
}

double ValueScale::value(double position) const {
  const double t = offset_ + std::clamp(position, 0.0, 1.0) * span_;
  switch (kind_) {
    case ScaleKind::log:
      return std::clamp(std::exp(t), low_, high_);
    case ScaleKind::symlog:
      return std::clamp(std::sinh(t) * linear_width_, low_, high_);
    case ScaleKind::linear:
      break;
  }
  return std::clamp(t * linear_width_, low_, high_);
}

TickSet ValueScale::ticks(int max_count) const {
  if (is_constant()) {
    return single_tick(low_);
  }
  if (whole_) {
    return whole_ticks(low_, high_, max_count);
  }
  switch (kind_) {
    case ScaleKind::log:
      return log_ticks(low_, high_, max_count);
    case ScaleKind::symlog:
      return symlog_ticks(low_, high_, linear_width_, max_count);
    case ScaleKind::linear:
      break;
  }
  return linear_ticks(low_, high_, max_count);
}

}  // namespace heatreel::render
