// SPDX-License-Identifier: GPL-3.0-or-later
// Machine code for x86-64, written with AsmJit's assembler: one loop over the groups of lanes.
#include "heatreel/program/executor.hpp"

#ifdef HEATREEL_HAVE_JIT

#include "instruction_order.hpp"
#include "vector_emitter.hpp"
#include "x86_target.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <utility>
#include <vector>

#include <asmjit/x86.h>

#include "heatreel/base/contract.hpp"

namespace heatreel::program {

namespace {

using namespace asmjit;

using Function = void (*)(double* memory, const double* end, std::size_t stride, double* scratch);

/// Vectors that the loop's body works on at once. Where the instructions of one vector wait for
/// each other, those of others fill the gaps. Where they do not, or are many, longer code only
/// takes longer to fetch. The numbers were measured on Zen 4.
std::uint32_t vectors_at_once(const Program& program, X86Target target) {
  if (!program.calls.empty()) {
    return group_bytes / vector_bytes(target);  // calls are for whole groups
  }
  constexpr std::size_t enough_a_cycle = 4;
  constexpr std::size_t many = 3000;
  const std::size_t enough = enough_a_cycle * critical_path(program);
  const std::size_t size = program.instructions.size();
  if (size >= enough) {
    return 1;
  }
  return 2 * size >= enough || size >= many ? 2 : 4;
}

/// Writes a function that runs a program once on the groups up to `end`.
class FunctionEmitter {
 public:
  FunctionEmitter(x86::Assembler& code, X86Target target, const Program& program)
      : code_(code),
        target_(target),
        program_(program),
        vectors_(vectors_at_once(program, target)),
        groups_(groups_of(target, vectors_)) {}

  /// \returns the groups of scratch that it needs
  std::uint32_t emit(const std::stop_token& stop) {
    const Label constants = code_.newLabel();
    enter(constants);
    const Label body = code_.newLabel();
    code_.align(AlignMode::kCode, 64);
    code_.bind(body);
    VectorEmitter emitter(code_, target_, program_, {0, vectors_, groups_, 0}, addresses_);
    emitter.emit(stop);
    const std::uint32_t scratch_rows = emit_rare_part(emitter.scratch_rows(), stop);
    advance(body);
    leave();
    code_.align(AlignMode::kData, 64);
    code_.bind(constants);
    for (const double constant : program_.constants) {
      for (std::uint32_t i = 0; i < constant_bytes(target_); i += sizeof(double)) {
        code_.embed(&constant, sizeof(double));
      }
    }
    return groups_ * program_.temporaries + groups_of(target_, scratch_rows);
  }

 private:
  /// For each vector by itself, since few of them need it.
  /// \returns the rows of scratch that are used in the end
  std::uint32_t emit_rare_part(std::uint32_t scratch_rows, const std::stop_token& stop) {
    std::uint32_t most = scratch_rows;
    for (std::uint32_t vector = 0; program_.rare && vector < vectors_; ++vector) {
      const Extent extent{vector, 1, groups_, scratch_rows};
      VectorEmitter emitter(code_, target_, *program_.rare, extent, addresses_);
      const Label end = code_.newLabel();
      emitter.skip_unless(program_.condition, end);
      emitter.emit(stop);
      code_.bind(end);
      most = std::max(most, emitter.scratch_rows());
    }
    return most;
  }

  /// The end of the groups is kept on the stack, and what leads from one body to the next.
  void enter(const Label& constants) {
    for (const x86::Gp& saved : saved_) {
      code_.push(saved);
    }
    code_.sub(x86::rsp, stack_bytes);
    code_.lea(x86::rbx, x86::ptr(x86::rdi, row_bias));
    code_.add(x86::rsi, row_bias);
    code_.mov(end_, x86::rsi);
    for (std::size_t group = 1; group < groups_; ++group) {
      code_.lea(bases_[group], x86::ptr(bases_[group - 1], x86::rdx));
    }
    code_.imul(x86::rdx, x86::rdx, static_cast<int>(groups_));
    if (halves()) {
      code_.sub(x86::rdx, group_bytes);
    }
    code_.mov(step_, x86::rdx);
    code_.lea(x86::r14, x86::ptr(constants, constant_bias));
    code_.lea(x86::r15, x86::ptr(x86::rcx, row_bias));
  }

  /// Whether a group takes two rounds of the loop.
  bool halves() const { return vectors_ * vector_bytes(target_) < group_bytes; }

  void advance(const Label& body) {
    if (halves()) {
      code_.add(x86::rbx, vector_bytes(target_));
      code_.test(x86::rbx, vector_bytes(target_));
      code_.jnz(body);
    }
    for (std::size_t group = 0; group < groups_; ++group) {
      code_.add(bases_[group], step_);
    }
    code_.cmp(x86::rbx, end_);
    code_.jb(body);
  }

  void leave() {
    code_.vzeroupper();
    code_.add(x86::rsp, stack_bytes);
    for (std::size_t i = saved_.size(); i-- > 0;) {
      code_.pop(saved_[i]);
    }
    code_.ret();
  }

  static constexpr int stack_bytes = 24;  // with the saved registers a multiple of 16
  const std::array<x86::Gp, 6> saved_{x86::rbx, x86::rbp, x86::r12, x86::r13, x86::r14, x86::r15};
  const std::array<x86::Gp, 4> bases_{x86::rbx, x86::rbp, x86::r12, x86::r13};
  const Addresses addresses_{bases_, x86::r15, x86::r14};
  const x86::Mem end_ = x86::qword_ptr(x86::rsp);
  const x86::Mem step_ = x86::qword_ptr(x86::rsp, 8);

  x86::Assembler& code_;
  X86Target target_;
  const Program& program_;
  std::uint32_t vectors_;
  std::uint32_t groups_;  ///< that the loop's body works on
};

JitRuntime& runtime() {
  static JitRuntime instance;
  return instance;
}

class MachineCode final : public Code {
 public:
  MachineCode(Function function, std::vector<Call> calls, std::size_t scratch_groups)
      : function_(function), calls_(std::move(calls)), scratch_groups_(scratch_groups) {}
  ~MachineCode() override { runtime().release(function_); }

  std::size_t scratch_groups() const override { return scratch_groups_; }

  void run(LaneMemory& memory, double* scratch, std::int64_t times,
           std::size_t count) const override {
    const std::size_t stride = memory.slots() * group_lanes;
    const std::size_t groups = (count + group_lanes - 1) / group_lanes;
    if (groups == 0 || stride == 0) {
      return;
    }
    for (std::int64_t i = 0; i < times; ++i) {
      function_(memory.data(), memory.data() + groups * stride, stride * sizeof(double), scratch);
    }
  }

 private:
  Function function_;
  std::vector<Call> calls_;  ///< their systems are used by the code
  std::size_t scratch_groups_;
};

}  // namespace

SharedCode make_machine_code(const Program& program, const std::stop_token& stop) {
  const X86Target target = x86_target();
  if (target == X86Target::none) {
    return nullptr;
  }
  CodeHolder holder;
  HEATREEL_REQUIRE(holder.init(runtime().environment()) == kErrorOk);
  x86::Assembler code(&holder);
  const std::uint32_t scratch = FunctionEmitter(code, target, program).emit(stop);
  Function function = nullptr;
  if (runtime().add(&function, &holder) != kErrorOk) {
    return nullptr;
  }
  return std::make_shared<MachineCode>(function, program.calls, scratch);
}

}  // namespace heatreel::program

#else

namespace heatreel::program {

SharedCode make_machine_code(const Program& /*program*/, const std::stop_token& /*stop*/) {
  return nullptr;
}

}  // namespace heatreel::program

#endif
