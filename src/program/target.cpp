// SPDX-License-Identifier: GPL-3.0-or-later
#include "x86_target.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include <fmt/format.h>
#include <hwy/highway.h>

#include "heatreel/base/contract.hpp"
#include "heatreel/program/executor.hpp"
#include "heatreel/program/simd.hpp"

namespace heatreel::program {

namespace {

struct Target {
  Simd simd;
  std::int64_t highway;  ///< its number, which is one bit; better targets have lower ones
  const char* words;
};

/// Best one first. Highway has more of them, and newer versions have new ones: see nearest().
constexpr std::array targets = {
#if HWY_ARCH_X86
    Target{Simd::avx512, HWY_AVX3_DL, "AVX-512"},
    Target{Simd::avx512, HWY_AVX3, "AVX-512"},
    Target{Simd::avx2, HWY_AVX2, "AVX2"},
    Target{Simd::sse4, HWY_SSE4, "SSE4"},
#elif HWY_ARCH_ARM
    Target{Simd::neon, HWY_NEON, "NEON"},
#endif
    Target{Simd::baseline, HWY_STATIC_TARGET, "baseline"},
};

bool is_available(const Target& target) {
  return (hwy::SupportedTargets() & HWY_TARGETS & target.highway) != 0;
}

/// The best of our targets whose instructions a target of Highway includes. For Highway's AVX-512
/// targets of single processors (AVX3_ZEN4, AVX3_SPR) that is AVX-512.
const Target& nearest(std::int64_t highway) {
  const auto* const found = std::find_if(targets.begin(), targets.end(), [&](const Target& known) {
    return known.highway >= highway;
  });
  return found == targets.end() ? targets.back() : *found;
}

}  // namespace

X86Target x86_target() {
#if HWY_ARCH_X86 && defined(HEATREEL_HAVE_JIT)
  switch (nearest(interpreter_target()).simd) {
    case Simd::avx512:
      return X86Target::avx512;
    case Simd::avx2:
      return X86Target::avx2;
    default:
      return X86Target::none;
  }
#else
  return X86Target::none;
#endif
}

SharedCode make_code(const Program& program, Engine engine, const std::stop_token& stop) {
  if (engine == Engine::automatic) {
    if (SharedCode code = make_machine_code(program, stop)) {
      return code;
    }
  }
  return make_interpreter(program);
}

Executor::Executor(SharedCode code)
    : code_(std::move(code)), scratch_(make_groups(code_->scratch_groups())) {}

std::vector<Simd> simd_targets() {
  std::vector<Simd> available;
  for (const Target& target : targets) {
    if (is_available(target) && (available.empty() || available.back() != target.simd)) {
      available.push_back(target.simd);
    }
  }
  return available;
}

void use_simd(Simd simd) {
  hwy::DisableTargets(0);
  if (simd == Simd::automatic) {
    return;
  }
  const auto* const found = std::find_if(targets.begin(), targets.end(), [&](const Target& target) {
    return target.simd == simd && is_available(target);
  });
  HEATREEL_REQUIRE(found != targets.end());
  hwy::DisableTargets(found->highway - 1);  // all better ones
}

std::string simd_target() {
  const bool machine_code = make_machine_code(Program{}) != nullptr;
  return fmt::format("{} ({})", nearest(interpreter_target()).words,
                     machine_code ? "machine code" : "interpreter");
}

}  // namespace heatreel::program
