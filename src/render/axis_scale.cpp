// SPDX-License-Identifier: GPL-3.0-or-later
#include "heatreel/render/axis_scale.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "heatreel/base/contract.hpp"
#include "heatreel/base/text.hpp"
#include "heatreel/render/number_text.hpp"

namespace heatreel::render {

namespace {

/// Significant digits of a value that is written alone, as in a list.
constexpr int point_digits = 6;
constexpr int max_decimals = 9;

/// True if `value` is a whole multiple of 10^−decimals, but for rounding.
bool fits(double value, int decimals) {
  const double scaled = value * std::pow(10.0, decimals);
  return std::abs(scaled - std::round(scaled)) <= 1e-9 * std::max(1.0, std::abs(scaled));
}

/// Decimals that show `low`, `step` and thereby every value exactly, as ticks do; or else tell
/// neighbours apart by two digits.
int needed_decimals(double low, double step) {
  const int apart = 1 - static_cast<int>(std::floor(std::log10(step)));
  constexpr int further = 2;
  for (int decimals = 0; decimals <= std::min(apart + further, max_decimals); ++decimals) {
    if (fits(low, decimals) && fits(step, decimals)) {
      return decimals;
    }
  }
  return std::clamp(apart, 0, max_decimals);
}

/// The power of 1000 that very large or small values are written in.
int text_exponent(double largest) {
  const int magnitude = static_cast<int>(std::floor(std::log10(largest)));
  return magnitude >= -3 && magnitude <= 5 ? 0 : static_cast<int>(std::floor(magnitude / 3.0)) * 3;
}

}  // namespace

AxisScale::AxisScale(const grid::Axis& axis) : axis_(axis) {
  if (axis_.spacing() == grid::Spacing::linear && axis_.size() > 1) {
    exponent_ = text_exponent(std::max(std::abs(axis_.front()), std::abs(axis_.back())));
    const double unit = std::pow(10.0, exponent_);
    const double span = std::abs(axis_.back() / unit - axis_.front() / unit);
    decimals_ = needed_decimals(axis_.front() / unit, span / static_cast<double>(axis_.size() - 1));
  }
}

double AxisScale::position_of(std::int64_t index) const {
  return (static_cast<double>(index) + 0.5) / static_cast<double>(axis_.size());
}

double AxisScale::position(double value) const {
  const auto count = static_cast<double>(axis_.size());
  if (axis_.size() == 1) {
    return 0.5;
  }
  double fraction = 0.0;  // from the first point's value to the last one's
  switch (axis_.spacing()) {
    case grid::Spacing::linear:
      // Halves, for the whole range may be beyond a double's.
      fraction = (0.5 * value - 0.5 * axis_.front()) / (0.5 * axis_.back() - 0.5 * axis_.front());
      break;
    case grid::Spacing::log:
      fraction = (std::log(std::abs(value)) - std::log(std::abs(axis_.front()))) /
                 (std::log(std::abs(axis_.back())) - std::log(std::abs(axis_.front())));
      break;
    case grid::Spacing::list:
      std::int64_t index = 0;
      while (index + 1 < axis_.size() && axis_.value(index) != value) {
        ++index;
      }
      return position_of(index);
  }
  return (fraction * (count - 1.0) + 0.5) / count;
}

bool AxisScale::labels_points() const {
  constexpr std::int64_t few = 6;
  if (axis_.size() == 1 || axis_.spacing() == grid::Spacing::list) {
    return true;
  }
  if (axis_.size() > few) {
    return false;
  }
  // Only values that are round themselves: thirds are better served by round ticks beside them.
  constexpr int round_digits = 4;
  for (std::int64_t i = 0; i < axis_.size(); ++i) {
    const double value = axis_.value(i);
    const double rounded = *base::parse_double(fmt::format("{:.{}e}", value, round_digits - 1));
    if (std::abs(rounded - value) > 1e-9 * std::abs(value)) {
      return false;
    }
  }
  return true;
}

TickSet AxisScale::point_ticks(int max_count) const {
  const std::int64_t stride = (axis_.size() + max_count - 1) / max_count;
  TickSet set;
  for (std::int64_t i = 0; i < axis_.size(); i += stride) {
    set.major.push_back({axis_.value(i), value_text(axis_.value(i), point_digits)});
  }
  return set;
}

TickSet AxisScale::ticks(int max_count) const {
  HEATREEL_REQUIRE(max_count >= 2);
  if (labels_points()) {
    return point_ticks(max_count);
  }
  const double low = std::min(axis_.front(), axis_.back());
  const double high = std::max(axis_.front(), axis_.back());
  if (axis_.spacing() == grid::Spacing::linear) {
    return linear_ticks(low, high, max_count);
  }
  if (low > 0.0) {
    return log_ticks(low, high, max_count);
  }
  // A log axis of negative values is the mirror image of a positive one.
  TickSet set = log_ticks(-high, -low, max_count);
  for (Tick& tick : set.major) {
    tick = {-tick.value, std::string(minus_sign) + tick.label};
  }
  for (double& value : set.minor) {
    value = -value;
  }
  std::reverse(set.major.begin(), set.major.end());
  std::reverse(set.minor.begin(), set.minor.end());
  return set;
}

std::string AxisScale::text(std::int64_t index) const {
  const double value = axis_.value(index);
  if (axis_.spacing() != grid::Spacing::linear || axis_.size() == 1) {
    constexpr int log_digits = 4;
    return value_text(value, axis_.spacing() == grid::Spacing::log ? log_digits : point_digits);
  }
  const double scaled = value * std::pow(10.0, decimals_ - exponent_);
  const std::int64_t digits = std::llround(scaled);
  if (digits == 0) {
    // 0 keeps its decimals, for a steady width, but no power of ten.
    return fmt::format("{:.{}f}", 0.0, exponent_ == 0 ? decimals_ : 0);
  }
  const std::string text = decimal_text(digits, decimals_);
  return exponent_ == 0 ? text : text + "×" + power_of_ten(exponent_);
}

Label AxisScale::label() const {
  const bool described = !axis_.long_name().empty() && axis_.long_name() != axis_.name();
  return {described ? fmt::format("{} ({})", short_name(), base::printable(axis_.long_name()))
                    : short_name(),
          pretty_unit(axis_.unit())};
}

}  // namespace heatreel::render
