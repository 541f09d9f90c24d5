// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

namespace heatreel::render {

struct Tick {
  double value = 0.0;
  std::string label;  ///< typographic; times 10^exponent of its set it reads as exactly `value`
};

/// The ticks of one axis, with strictly increasing values.
struct TickSet {
  std::vector<Tick> major;
  std::vector<double> minor;  ///< without labels
  int exponent = 0;           ///< all labels are in units of 10^exponent
};

/// Multiples of 1, 2, 2.5 or 5 × 10^k within [low, high], as many as possible up to max_count.
/// \param max_count at least 2; then there is at least one tick
TickSet linear_ticks(double low, double high, int max_count);

/// As linear_ticks(), but whole numbers alone. There is one in the range.
TickSet whole_ticks(double low, double high, int max_count);

/// Decades, or 1-2-5 steps where the range is short, with the digits between as minor ticks;
/// linear ticks where the range is shorter still. 0 < low < high.
TickSet log_ticks(double low, double high, int max_count);

/// 0 and decades on both sides from `linear_width` on.
TickSet symlog_ticks(double low, double high, double linear_width, int max_count);

/// The value alone, to 6 digits.
TickSet single_tick(double value);

}  // namespace heatreel::render
