// SPDX-License-Identifier: GPL-3.0-or-later
// Numbers to some hundred bits: what axes compute their points with.
#pragma once

#include <cstdint>

#include "heatreel/grid/double_double.hpp"

namespace heatreel::grid {

/// mantissa × 2^exponent
struct Precise {
  DoubleDouble mantissa;
  int exponent = 0;
};

/// The shortest decimal number that reads back as `value`, which is what somebody has typed: of the
/// double nearest to 0.1 it is 0.1 itself. The mantissa's magnitude is from 1/2 to 1, or 0.
/// \pre finite
Precise decimal_of(double value);

/// A whole number, exactly.
DoubleDouble precise(std::int64_t number);

/// The logarithm of a positive number to base 2. \pre 1/2 ≤ mantissa < 1
DoubleDouble log2(const Precise& number);

/// The double nearest to 2^power, to 10^-11 of its last place; 0 or infinity beyond a double's
/// range.
double exp2(const DoubleDouble& power);

}  // namespace heatreel::grid
