// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace heatreel::grid {

enum class Spacing { linear, log, list };

/// One swept parameter: its name, its values and its unit. Holds no values for a range, so an axis
/// of 10^9 points costs nothing. n points means n points, both ends included and exact.
class Axis {
 public:
  /// `count` values from `low` to `high`, both included. One point means `low`. A linear axis may
  /// run downwards.
  /// \throws base::ConfigError if count < 1, an end is not finite, or a log axis does not stay
  ///         on one side of 0; the message begins with the axis' name.
  static Axis range(std::string name, double low, double high, std::int64_t count, Spacing spacing);

  /// The values as given, in that order.
  /// \throws base::ConfigError if there is none, one is not finite, or one stands twice.
  static Axis list(std::string name, std::vector<double> values);

  /// The same axis with what a picture and a file say about it.
  Axis described(std::string unit, const std::string& long_name) const;

  const std::string& name() const { return name_; }
  const std::string& unit() const { return unit_; }
  const std::string& long_name() const { return long_name_; }
  Spacing spacing() const { return spacing_; }
  std::int64_t size() const { return count_; }

  /// The value of point `index`, 0 ≤ index < size().
  double value(std::int64_t index) const;

  double front() const { return value(0); }
  double back() const { return value(count_ - 1); }

  bool operator==(const Axis&) const = default;

 private:
  Axis(std::string name, double low, double high, std::int64_t count, Spacing spacing,
       std::vector<double> values);

  std::string name_;
  std::string unit_;
  std::string long_name_;
  double low_;
  double high_;
  std::int64_t count_;
  Spacing spacing_;
  std::vector<double> values_;  ///< of a list only
};

}  // namespace heatreel::grid
