// SPDX-License-Identifier: GPL-3.0-or-later
#include "heatreel/grid/nearest_point.hpp"

#include <algorithm>
#include <cmath>

namespace heatreel::grid {

namespace {

/// How far apart two values are on an axis.
double distance(const Axis& axis, double a, double b) {
  return axis.spacing() == Spacing::log && a * b > 0.0 ? std::abs(std::log(a / b))
                                                       : std::abs(a - b);
}

/// The first point of a range, in its direction, that is not before `value`, or the last point.
std::int64_t first_not_before(const Axis& axis, double value) {
  const bool rises = axis.front() < axis.back();
  std::int64_t low = 0;
  std::int64_t high = axis.size() - 1;
  while (low < high) {
    const std::int64_t middle = low + (high - low) / 2;
    const double here = axis.value(middle);
    if (rises ? here < value : here > value) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}

}  // namespace

std::int64_t nearest_point(const Axis& axis, double value) {
  std::int64_t first = 0;
  std::int64_t last = axis.size() - 1;
  if (axis.spacing() != Spacing::list) {
    last = first_not_before(axis, value);
    first = std::max<std::int64_t>(0, last - 1);
  }
  std::int64_t best = first;
  for (std::int64_t index = first; index <= last; ++index) {
    if (distance(axis, axis.value(index), value) < distance(axis, axis.value(best), value)) {
      best = index;
    }
  }
  return best;
}

}  // namespace heatreel::grid
