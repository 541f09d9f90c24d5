// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "switching.hpp"
#include "trial.hpp"

namespace heatreel::solve {

/// Where a mode changes within a step.
struct Crossing {
  Value ends;      ///< 1 where the step may be kept, and one changes at its end
  Value too_late;  ///< 1 where one changes so early that the step must be shorter
  Value width;     ///< what the step should be then: just beyond the change
};

/// Looks for changes of modes whose times are not known beforehand, in the step's polynomials: at
/// its end and at two places within, and from there by the Illinois method (Dowell & Jarratt, BIT
/// 11, 168–174 (1971)).
/// \param resolution how far beyond the change a step may end
Crossing find_crossing(const Flow& flow, const Switching& switching, const StepStart& start,
                       const Trial& trial, Value resolution);

}  // namespace heatreel::solve
