// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>

#include "heatreel/grid/axis.hpp"
#include "heatreel/render/label_text.hpp"
#include "heatreel/render/ticks.hpp"

namespace heatreel::render {

/// Where the points of a swept axis are along a drawn one, and how its values are written. Each
/// point is the centre of one of n equal cells, so that the drawn axis reaches half a cell beyond
/// the first and the last value.
class AxisScale {
 public:
  explicit AxisScale(const grid::Axis& axis);

  /// Position of a value from 0 to 1, the outer edges of the first and the last cell. For an axis
  /// given as a list, `value` must be one of its values.
  double position(double value) const;

  /// Position of point `index`.
  double position_of(std::int64_t index) const;

  /// At most `max_count` ≥ 2 ticks. Few points or a list are labelled at their own values, others
  /// at round ones.
  TickSet ticks(int max_count) const;

  /// Value of point `index` with the digits that tell it from its neighbours; the same number of
  /// decimals for all points of a linear axis, so that text does not jump in a movie.
  std::string text(std::int64_t index) const;

  /// "name (long name)" and the unit.
  Label label() const;

  /// The name alone.
  std::string short_name() const { return pretty_name(axis_.name()); }

  const grid::Axis& axis() const { return axis_; }

 private:
  TickSet point_ticks(int max_count) const;
  bool labels_points() const;

  grid::Axis axis_;
  int exponent_ = 0;  ///< text() of a linear axis is in units of 10^exponent …
  int decimals_ = 0;  ///< … with this many decimals
};

}  // namespace heatreel::render
