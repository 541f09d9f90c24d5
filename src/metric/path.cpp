// SPDX-License-Identifier: GPL-3.0-or-later
#include "path.hpp"

namespace heatreel::metric {

using expr::Value;

Value Path::at(Value theta) const {
  return begin + theta * (rise + (1.0 - theta) * (c1 + theta * (c2 + theta * c3)));
}

// With q = c1 + θ·(c2 + θ·c3): u' = rise + (1-2θ)·q + θ·(1-θ)·q'.
Value Path::slope(Value theta) const {
  const Value q = c1 + theta * (c2 + theta * c3);
  const Value dq = c2 + 2.0 * (theta * c3);
  return rise + (1.0 - 2.0 * theta) * q + theta * (1.0 - theta) * dq;
}

Value Path::curvature(Value theta) const {
  const Value q = c1 + theta * (c2 + theta * c3);
  const Value dq = c2 + 2.0 * (theta * c3);
  return 2.0 * ((1.0 - 2.0 * theta) * dq - q + theta * (1.0 - theta) * c3);
}

Path cubic_path(Value begin, Value rise, Value slope_begin, Value slope_end) {
  return {begin, rise, slope_begin - rise, 2.0 * rise - slope_begin - slope_end, begin.number(0.0)};
}

// u(1/2) = begin + rise/2 + (c1 + (c2 + c3/2)/2)/4, where c2 + c3 follows from the slopes as c2 of
// the cubic path does.
Path quartic_path(Value begin, Value rise, Value middle, Value slope_begin, Value slope_end) {
  Path path = cubic_path(begin, rise, slope_begin, slope_end);
  const Value sum = path.c2;
  path.c3 = 4.0 * (path.c1 + 0.5 * sum - 4.0 * (middle - begin - 0.5 * rise));
  path.c2 = sum - path.c3;
  return path;
}

Value turning_point(const Path& path, Value slope_begin, Value slope_end) {
  constexpr int iterations = 3;
  const Value zero = path.begin.number(0.0);
  const Value one = path.begin.number(1.0);
  Value theta = slope_begin / (slope_begin - slope_end);
  for (int i = 0; i < iterations; ++i) {
    theta = min(max(theta - path.slope(theta) / path.curvature(theta), zero), one);
  }
  return theta;
}

Value crossing(const Path& path, Value level, Value from, Value to, Value guess) {
  constexpr int iterations = 3;
  Value theta = guess;
  for (int i = 0; i < iterations; ++i) {
    theta = min(max(theta - (path.at(theta) - level) / path.slope(theta), from), to);
  }
  return theta;
}

}  // namespace heatreel::metric
