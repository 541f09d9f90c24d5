// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "heatreel/grid/double_double.hpp"

namespace heatreel::grid {

enum class Spacing { linear, log, list };

/// One swept parameter: its name, its values and its unit. Holds no values for a range, so an axis
/// of 10^9 points costs nothing. n points means n points, both ends included and exact.
///
/// A point of a range is the double nearest to its exact value between the decimal numbers that
/// were typed: 0:0.9:10 holds what 0.1, 0.2, … read as, 1:1000:4:log holds 10 and 100. It is the
/// same on every machine.
class Axis {
 public:
  /// `count` values from `low` to `high`, both included. One point means `low`. A linear axis may
  /// run downwards.
  /// \throws base::ConfigError if count < 1, an end is not finite, a log axis does not stay on one
  ///         side of 0, or points are so close that two are the same double; the message begins
  ///         with the axis' name.
  static Axis range(std::string name, double low, double high, std::int64_t count, Spacing spacing);

  /// The values as given, in that order.
  /// \param spacing how they lie, if that is known: pictures show it
  /// \throws base::ConfigError if there is none, one is not finite, or one is given twice.
  static Axis list(std::string name, std::vector<double> values, Spacing spacing = Spacing::list);

  /// The same axis with the unit and description that pictures and files show.
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

  /// Whether the other axis has the same name, spacing and points. Points of ranges may differ in
  /// their last digits, as they do in files of earlier versions.
  bool resembles(const Axis& other) const;

 private:
  Axis(std::string name, double low, double high, std::int64_t count, Spacing spacing);

  void place_points();
  bool has_twins() const;
  bool has_twins(std::int64_t begin, std::int64_t end) const;

  std::string name_;
  std::string unit_;
  std::string long_name_;
  double low_;
  double high_;
  std::int64_t count_;
  Spacing spacing_;
  // Of a range, point i is (first_ + i·step_)·2^exponent_, or on a log axis 2^(first_ + i·step_)
  // with the sign of the ends.
  DoubleDouble first_;
  DoubleDouble step_;
  int exponent_ = 0;
  std::vector<double> values_;  ///< of a list only
};

}  // namespace heatreel::grid
