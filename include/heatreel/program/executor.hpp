// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <memory>

#include "heatreel/program/program.hpp"
namespace heatreel::program {

/// What runs programs: machine code made for each where the processor allows it, or the interpreter
/// everywhere. Their numbers are the same to the last bit for one SIMD target.
enum class Engine { automatic, interpreter };

/// Runs one program on lanes. For one SIMD target, all executors give the same numbers to the last
/// bit (NaNs may differ in sign and payload). Has scratch of its own: one thread at a time.
class Executor {
 public:
  Executor() = default;
  Executor(const Executor&) = delete;
  Executor& operator=(const Executor&) = delete;
  virtual ~Executor() = default;

  /// Runs the program `times` times in a row, on the first `count` lanes. More of them may change,
  /// up to the next multiple of 16.
  virtual void run(LaneMemory& memory, std::int64_t times, std::size_t count = lanes) = 0;
};

/// Runs every instruction over all lanes before the next one, with Google Highway.
std::unique_ptr<Executor> make_interpreter(const Program& program);

/// x86-64 machine code with AVX-512, or AVX2 and FMA; nothing where the processor has neither or
/// the system does not let a process make code.
std::unique_ptr<Executor> make_machine_code(const Program& program);

std::unique_ptr<Executor> make_executor(const Program& program, Engine engine);

/// An elementary function applied to one vector of the SIMD target; pointers are aligned to it.
using VectorFunction = void (*)(const double* a, const double* b, double* result);

/// The routine that the interpreter uses for log … tanh and power, for machine code to call.
VectorFunction vector_function(Operation operation);

/// Highway's number of the SIMD target that the interpreter uses, such as HWY_AVX3.
std::int64_t interpreter_target();

}  // namespace heatreel::program
