// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <functional>

#include "heatreel/program/program.hpp"

namespace heatreel::program {

/// What instructions are appended with.
struct InstructionSink {
  std::function<Operand(Operation, std::array<Operand, 4>)> append;  ///< the new value
  std::function<Operand(double)> constant;
};

}  // namespace heatreel::program
