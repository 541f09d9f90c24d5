// SPDX-License-Identifier: GPL-3.0-or-later
#include "heatreel/grid/axis.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include <fmt/format.h>

#include "heatreel/base/contract.hpp"
#include "heatreel/base/error.hpp"

namespace heatreel::grid {

namespace {

[[noreturn]] void refuse(const std::string& name, const std::string& why,
                         const std::string& suggestion) {
  throw base::ConfigError({fmt::format("axis {} cannot be used", name), why, suggestion});
}

}  // namespace

Axis::Axis(std::string name, double low, double high, std::int64_t count, Spacing spacing,
           std::vector<double> values)
    : name_(std::move(name)),
      long_name_(name_),
      low_(low),
      high_(high),
      count_(count),
      spacing_(spacing),
      values_(std::move(values)) {}

Axis Axis::range(std::string name, double low, double high, std::int64_t count, Spacing spacing) {
  HEATREEL_REQUIRE(spacing != Spacing::list);
  if (count < 1) {
    refuse(name, fmt::format("it has {} points", count), "Give at least 1 point.");
  }
  if (!std::isfinite(low) || !std::isfinite(high) || !std::isfinite(high - low)) {
    refuse(name, fmt::format("its ends are {} and {}", low, high), "Give two finite ends.");
  }
  if (count > 1 && low == high) {
    refuse(name, fmt::format("all its {} points are {}", count, low),
           "Give two different ends, or one point.");
  }
  if (spacing == Spacing::log && !(low * high > 0.0)) {
    refuse(name, fmt::format("a log axis from {} to {} reaches or crosses 0", low, high),
           "Give two ends of one sign, or leave ':log' out.");
  }
  return {std::move(name), low, high, count, spacing, {}};
}

Axis Axis::list(std::string name, std::vector<double> values) {
  if (values.empty()) {
    refuse(name, "its list is empty", "Give at least 1 value.");
  }
  if (!std::all_of(values.begin(), values.end(), [](double v) { return std::isfinite(v); })) {
    refuse(name, "a value of its list is not finite", "Give finite values.");
  }
  std::vector<double> sorted = values;
  std::sort(sorted.begin(), sorted.end());
  if (const auto twin = std::adjacent_find(sorted.begin(), sorted.end()); twin != sorted.end()) {
    refuse(name, fmt::format("{} stands twice in its list", *twin), "Give each value once.");
  }
  const double low = values.front();
  const double high = values.back();
  const auto count = static_cast<std::int64_t>(values.size());
  return {std::move(name), low, high, count, Spacing::list, std::move(values)};
}

Axis Axis::described(std::string unit, const std::string& long_name) const {
  Axis copy = *this;
  copy.unit_ = std::move(unit);
  copy.long_name_ = long_name.empty() ? name_ : long_name;
  return copy;
}

double Axis::value(std::int64_t index) const {
  HEATREEL_EXPECT(index >= 0 && index < count_);
  if (spacing_ == Spacing::list) {
    return values_[static_cast<std::size_t>(index)];
  }
  if (index == 0) {
    return low_;
  }
  if (index == count_ - 1) {
    return high_;
  }
  const double fraction = static_cast<double>(index) / static_cast<double>(count_ - 1);
  if (spacing_ == Spacing::log) {
    return low_ * std::exp(fraction * std::log(high_ / low_));
  }
  return low_ + fraction * (high_ - low_);
}

}  // namespace heatreel::grid
