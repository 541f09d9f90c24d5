// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <memory>
#include <stop_token>

#include "heatreel/program/program.hpp"

namespace heatreel::program {

/// What runs programs: machine code made for each where the processor allows it, or the interpreter
/// everywhere. Their numbers are the same to the last bit for one SIMD target.
enum class Engine { automatic, interpreter };

/// A program that is ready to run on lanes. It does not change, and threads share it. For one SIMD
/// target, all kinds of code give the same numbers to the last bit (NaNs may differ in sign and
/// payload).
class Code {
 public:
  Code() = default;
  Code(const Code&) = delete;
  Code& operator=(const Code&) = delete;
  virtual ~Code() = default;

  /// Groups of scratch that a run needs.
  virtual std::size_t scratch_groups() const = 0;

  /// \see Executor::run
  virtual void run(LaneMemory& memory, double* scratch, std::int64_t times,
                   std::size_t count) const = 0;
};
using SharedCode = std::shared_ptr<const Code>;

/// Runs every instruction over all lanes before the next one, with Google Highway.
SharedCode make_interpreter(const Program& program);

/// x86-64 machine code with AVX-512, or AVX2 and FMA; nothing where the processor has neither or
/// the system does not let a process make code.
/// \throws base::Cancelled soon after a stop is requested
SharedCode make_machine_code(const Program& program, const std::stop_token& stop = {});

SharedCode make_code(const Program& program, Engine engine, const std::stop_token& stop = {});

/// Runs code with scratch of its own: one thread at a time.
class Executor {
 public:
  explicit Executor(SharedCode code);

  /// Runs the program `times` times in a row, on the first `count` lanes. More of them may change,
  /// up to the next multiple of 16.
  void run(LaneMemory& memory, std::int64_t times, std::size_t count = lanes) {
    code_->run(memory, scratch_.get(), times, count);
  }

 private:
  SharedCode code_;
  Groups scratch_;
};

/// An elementary function applied to one vector of the SIMD target; pointers are aligned to it.
using VectorFunction = void (*)(const double* a, const double* b, double* result);

/// The routine that the interpreter uses for log … tanh and power, for machine code to call.
VectorFunction vector_function(Operation operation);

/// Highway's number of the SIMD target that the interpreter uses, such as HWY_AVX3.
std::int64_t interpreter_target();

}  // namespace heatreel::program
