// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "instruction_sink.hpp"

namespace heatreel::program {

/// Whether a constant exponent is a multiple of 1/2 from -16 to 16, other than 0 and 1.
bool is_simple_exponent(double exponent);

/// Appends x^exponent as multiplications by repeated squaring, for halves times a square root, for
/// negative exponents with one division at last: many times as fast as a power by logarithms.
/// \pre is_simple_exponent(exponent)
Operand append_simple_power(const InstructionSink& sink, Operand x, double exponent);

}  // namespace heatreel::program
