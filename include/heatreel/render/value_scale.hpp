// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "heatreel/render/scale_kind.hpp"
#include "heatreel/render/ticks.hpp"

namespace heatreel::render {

/// Maps values to positions from 0 (low) to 1 (high) and back.
///
/// Every finite range gives a usable scale:
/// - low = high is a constant field: that value stands at 1/2.
/// - a log scale that would reach 0 or below begins at high / 10^6, and is linear if high ≤ 0.
/// - symlog is asinh(v / c) with c = max(|low|, |high|) / 1000: linear around 0, logarithmic far
/// out.
class ValueScale {
 public:
  /// \param low,high finite, low ≤ high
  ValueScale(ScaleKind kind, double low, double high);

  /// Of whole numbers: few of them have a band of the bar each, and all ticks are whole numbers.
  static ValueScale of_whole_numbers(double low, double high);

  /// The kind and the ends that are in use, which differ from those asked for as said above.
  ScaleKind kind() const { return kind_; }
  double low() const { return low_; }
  double high() const { return high_; }
  bool is_constant() const { return low_ == high_; }

  /// From 0 to 1; values outside are clamped; NaN stays NaN.
  double position(double value) const;

  /// Where in a colour map, from 0 to 1, the colour of a position is.
  double color(double position) const;

  /// The value at a position from 0 to 1.
  double value(double position) const;

  /// At most `max_count` round ticks; one, with the value itself, for a constant field.
  TickSet ticks(int max_count) const;

 private:
  double transform(double value) const;

  ScaleKind kind_;
  double low_;
  double high_;
  bool whole_ = false;         ///< ticks are whole numbers
  int bands_ = 0;              ///< of equal colour; 0 for a continuous scale
  double linear_width_ = 1.0;  ///< c of symlog
  double offset_ = 0.0;        ///< transform(low)
  double span_ = 0.0;          ///< transform(high) − transform(low)
};

}  // namespace heatreel::render
