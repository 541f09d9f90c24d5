// SPDX-License-Identifier: GPL-3.0-or-later
#include "heatreel/grid/axis.hpp"

#include "precise.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include <fmt/format.h>

#include "heatreel/base/contract.hpp"
#include "heatreel/base/error.hpp"

namespace heatreel::grid {

namespace {

/// Neighbours that are compared one by one, at each end of a range.
constexpr std::int64_t most_compared = 4096;

/// Points of a range that differ by less are the same but for rounding. Relative to the larger end,
/// or on a log axis to the point.
constexpr double last_digits = 1e-12;

/// What is left of numbers that cancel each other, relative to the larger end of a range.
constexpr double rounding = 0x1p-98;

[[noreturn]] void refuse(const std::string& name, const std::string& why,
                         const std::string& suggestion) {
  throw base::ConfigError({fmt::format("axis {} cannot be used", name), why, suggestion});
}

void check_ends(const std::string& name, double low, double high, std::int64_t count,
                Spacing spacing) {
  if (count < 1) {
    refuse(name, fmt::format("it has {} points", count), "Give at least 1 point.");
  }
  if (!std::isfinite(low) || !std::isfinite(high)) {
    refuse(name, fmt::format("its ends are {} and {}", low, high), "Give two finite ends.");
  }
  if (count > 1 && low == high) {
    refuse(name, fmt::format("all its {} points are {}", count, low),
           "Give two different ends, or one point.");
  }
  const bool one_sided = (low > 0.0 && high > 0.0) || (low < 0.0 && high < 0.0);
  if (spacing == Spacing::log && !one_sided) {
    refuse(name, fmt::format("a log axis from {} to {} reaches or crosses 0", low, high),
           "Give two ends of one sign, or leave ':log' out.");
  }
}

/// Distance of a positive number to the next one towards another, relative to it.
double relative_gap(double value, double towards) {
  return std::abs(value - std::nextafter(value, towards)) / value;
}

}  // namespace

Axis::Axis(std::string name, double low, double high, std::int64_t count, Spacing spacing)
    : name_(std::move(name)),
      long_name_(name_),
      low_(low),
      high_(high),
      count_(count),
      spacing_(spacing) {}

Axis Axis::range(std::string name, double low, double high, std::int64_t count, Spacing spacing) {
  HEATREEL_REQUIRE(spacing != Spacing::list);
  check_ends(name, low, high, count, spacing);
  Axis axis(std::move(name), low, high, count, spacing);
  if (count > 1) {
    axis.place_points();
    if (axis.has_twins()) {
      refuse(axis.name_,
             fmt::format("some of its {} points from {} to {} are the same number, rounded to "
                         "float64",
                         count, low, high),
             "Give fewer points, or ends that are farther apart.");
    }
  }
  return axis;
}

/// A linear axis in units of a power of two that the larger end does not exceed, so that nothing
/// overflows.
void Axis::place_points() {
  const Precise low = decimal_of(low_);
  const Precise high = decimal_of(high_);
  if (spacing_ == Spacing::log) {
    first_ = log2(decimal_of(std::abs(low_)));
    step_ = (log2(decimal_of(std::abs(high_))) - first_) / precise(count_ - 1);
    return;
  }
  exponent_ = std::max(low_ == 0.0 ? high.exponent : low.exponent,
                       high_ == 0.0 ? low.exponent : high.exponent);
  first_ = scaled(low.mantissa, low.exponent - exponent_);
  step_ = (scaled(high.mantissa, high.exponent - exponent_) - first_) / precise(count_ - 1);
}

/// Whether neighbours are the same double. Rounding keeps the order of points, so it is enough to
/// look at neighbours. If the step is larger than the largest distance between doubles, all points
/// differ; if it is smaller, not very many can.
bool Axis::has_twins() const {
  const double smaller = std::min(std::abs(low_), std::abs(high_));
  const double larger = std::max(std::abs(low_), std::abs(high_));
  double step = std::ldexp(std::abs(step_.high), exponent_) / larger;
  double gap = relative_gap(larger, 0.0);
  if (spacing_ == Spacing::log) {
    const bool passes_power = std::ilogb(smaller) != std::ilogb(larger);
    step = std::expm1(std::abs(step_.high) * std::log(2.0));
    gap = std::max(relative_gap(smaller, larger), passes_power ? 0x1p-52 : 0.0);
  }
  if (step > 2.0 * gap) {
    return false;
  }
  if (count_ > 2 * most_compared && step < gap) {
    return true;
  }
  const std::int64_t near = std::min(count_ - 1, most_compared);
  return has_twins(0, near) || has_twins(count_ - 1 - near, count_ - 1);
}

bool Axis::has_twins(std::int64_t begin, std::int64_t end) const {
  for (std::int64_t index = begin; index < end; ++index) {
    if (value(index) == value(index + 1)) {
      return true;
    }
  }
  return false;
}

Axis Axis::list(std::string name, std::vector<double> values, Spacing spacing) {
  if (values.empty()) {
    refuse(name, "its list is empty", "Give at least 1 value.");
  }
  if (!std::all_of(values.begin(), values.end(), [](double v) { return std::isfinite(v); })) {
    refuse(name, "a value of its list is not finite", "Give finite values.");
  }
  std::vector<double> sorted = values;
  std::sort(sorted.begin(), sorted.end());
  if (const auto twin = std::adjacent_find(sorted.begin(), sorted.end()); twin != sorted.end()) {
    refuse(name, fmt::format("its list holds {} twice", *twin), "Give each value once.");
  }
  const auto count = static_cast<std::int64_t>(values.size());
  Axis axis(std::move(name), values.front(), values.back(), count, spacing);
  axis.values_ = std::move(values);
  return axis;
}

Axis Axis::described(std::string unit, const std::string& long_name) const {
  Axis copy = *this;
  copy.unit_ = std::move(unit);
  copy.long_name_ = long_name.empty() ? name_ : long_name;
  return copy;
}

bool Axis::resembles(const Axis& other) const {
  if (name_ != other.name_ || count_ != other.count_ || spacing_ != other.spacing_) {
    return false;
  }
  if (low_ == other.low_ && high_ == other.high_ && values_ == other.values_) {
    return true;
  }
  const double larger = std::max(std::abs(low_), std::abs(high_));
  for (std::int64_t index = 0; index < count_; ++index) {
    const double mine = value(index);
    const double size = spacing_ == Spacing::log ? std::abs(mine) : larger;
    const double tolerance = spacing_ == Spacing::list ? 0.0 : last_digits * size;
    if (!(std::abs(mine - other.value(index)) <= tolerance)) {
      return false;
    }
  }
  return true;
}

double Axis::value(std::int64_t index) const {
  HEATREEL_EXPECT(index >= 0 && index < count_);
  if (!values_.empty()) {
    return values_[static_cast<std::size_t>(index)];
  }
  if (index == 0) {
    return low_;
  }
  if (index == count_ - 1) {
    return high_;
  }
  const DoubleDouble at = first_ + step_ * precise(index);
  if (spacing_ == Spacing::log) {
    return std::copysign(exp2(at), low_);
  }
  return std::abs(at.high) < rounding ? 0.0 : std::ldexp(at.high, exponent_);
}

}  // namespace heatreel::grid
