// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <span>
#include <vector>

#include "heatreel/metric/segment.hpp"

namespace heatreel::metric {

struct Maximum {
  double time = 0.0;
  double value = 0.0;
};

/// The maxima that `period` and `peaks` count (docs/numerics.md), found in samples of the whole
/// simulation: a maximum between samples is that of a parabola through three of them. For pictures;
/// the metrics themselves look into the steps.
/// \param values as many as times, which increase; the search ends where one is not finite
/// \param reading Reading::samples if there is nothing between samples
std::vector<Maximum> counted_maxima(std::span<const double> times, std::span<const double> values,
                                    double tail_begin, Reading reading);

}  // namespace heatreel::metric
