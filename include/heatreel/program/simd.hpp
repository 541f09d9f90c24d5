// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

namespace heatreel::program {

/// SIMD targets that a user can tell apart.
enum class Simd {
  automatic,  ///< the best that the processor has
  avx512,
  avx2,
  sse4,
  neon,
  baseline,  ///< what every processor of the architecture has
};

/// The targets that this build has code for and this processor can run, the best one first.
std::vector<Simd> simd_targets();

/// Makes every solver of this process use that target, from now on: to be called before solvers
/// are made. \pre simd_targets() holds it, or it is `automatic`
void use_simd(Simd simd);

/// The target that solvers of this process use, such as "AVX-512 (machine code)".
std::string simd_target();

}  // namespace heatreel::program
