// SPDX-License-Identifier: GPL-3.0-or-later
#include "executor.hpp"
#include "x86_target.hpp"

#include <string>

#include <fmt/format.h>
#include <hwy/targets.h>

namespace heatreel::solve {

namespace {

/// Words that a user knows for Highway's targets.
std::string target_words(std::int64_t target) {
  switch (target) {
#if HWY_ARCH_X86
    case HWY_AVX3_DL:
    case HWY_AVX3:
      return "AVX-512";
#endif
    default:
      return hwy::TargetName(target);
  }
}

}  // namespace

X86Target x86_target() {
#if HWY_ARCH_X86 && defined(HEATREEL_HAVE_JIT)
  switch (interpreter_target()) {
    case HWY_AVX3_DL:
    case HWY_AVX3:
      return X86Target::avx512;
    case HWY_AVX2:
      return X86Target::avx2;
    default:
      return X86Target::none;
  }
#else
  return X86Target::none;
#endif
}

std::unique_ptr<Executor> make_executor(const Program& program, Engine engine) {
  if (engine == Engine::automatic) {
    if (auto executor = make_machine_code(program)) {
      return executor;
    }
  }
  return make_interpreter(program);
}

std::string simd_target() {
  const bool machine_code = make_machine_code(Program{}) != nullptr;
  return fmt::format("{} ({})", target_words(interpreter_target()),
                     machine_code ? "machine code" : "interpreter");
}

}  // namespace heatreel::solve
