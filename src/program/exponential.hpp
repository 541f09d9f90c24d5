// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "instruction_sink.hpp"

namespace heatreel::program {

/// Appends e^x, good to about a unit in the last place, with the usual limits: 0 and infinity far
/// out, NaN for NaN. As plain arithmetic it is as fast as the rest of a program and has the same
/// bits in every executor; a call would have to save all registers.
Operand append_exponential(const InstructionSink& sink, Operand x);

}  // namespace heatreel::program
