// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

namespace heatreel::program {

/// Vector instructions that machine code is made of.
enum class X86Target { none, avx2, avx512 };

/// What the processor at hand has, in agreement with what the interpreter uses there.
X86Target x86_target();

/// Bytes of a vector.
inline std::uint32_t vector_bytes(X86Target target) {
  return target == X86Target::avx512 ? 64 : 32;
}

/// How many vector registers there are.
inline std::uint32_t vector_registers(X86Target target) {
  return target == X86Target::avx512 ? 32 : 16;
}

}  // namespace heatreel::program
