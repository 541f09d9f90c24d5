// SPDX-License-Identifier: GPL-3.0-or-later
// Machine code for x86-64, written with AsmJit: one loop over the vectors of the memory, all values
// of a program in registers.
#include "heatreel/program/executor.hpp"

#ifdef HEATREEL_HAVE_JIT

#include "register_plan.hpp"
#include "vector_emitter.hpp"
#include "x86_target.hpp"

#include <utility>
#include <vector>

#include <asmjit/x86.h>

#include "heatreel/base/contract.hpp"

namespace heatreel::program {

namespace {

using namespace asmjit;

using Function = void (*)(double* memory, const double* end);

/// Writes a function that runs a program once on the vectors up to `end`.
class FunctionEmitter {
 public:
  FunctionEmitter(x86::Compiler& code, X86Target target, const Program& program)
      : code_(code),
        target_(target),
        program_(program),
        plan_(plan_registers(program, vector_registers(target))) {}

  void emit() {
    FuncNode* const function = code_.addFunc(FuncSignatureT<void, double*, const double*>());
    function->frame().setAvxEnabled();
    function->frame().setAvxCleanup();
    if (target_ == X86Target::avx512) {
      function->frame().setAvx512Enabled();
    }
    base_ = code_.newUIntPtr();
    function->setArg(0, base_);
    const x86::Gp end = code_.newUIntPtr();
    function->setArg(1, end);
    first_ = code_.newUIntPtr();
    code_.mov(first_, base_);
    const SlotRegisters constants = loaded(plan_.constants, 0);
    const Label body = code_.newLabel();
    code_.bind(body);
    emit_body(constants);
    code_.add(base_, plan_.interleave * vector_bytes(target_));
    code_.cmp(base_, end);
    code_.jb(body);
    code_.endFunc();
  }

 private:
  SlotRegisters loaded(const std::vector<Slot>& slots, std::uint32_t offset) {
    SlotRegisters registers;
    for (const Slot slot : slots) {
      const x86::Vec vector = new_vector(code_, target_);
      code_.emit(x86::Inst::kIdVmovapd, vector, slot_memory(target_, base_, offset, slot));
      registers.emplace(slot, vector);
    }
    return registers;
  }

  void emit_body(const SlotRegisters& constants) {
    std::vector<VectorEmitter> vectors;
    for (std::uint32_t i = 0; i < plan_.interleave; ++i) {
      const std::uint32_t offset = i * vector_bytes(target_);
      SlotRegisters kept = loaded(plan_.inputs, offset);
      kept.insert(constants.begin(), constants.end());
      vectors.emplace_back(code_, target_, program_, base_, first_, offset, std::move(kept));
    }
    const std::vector<std::vector<std::uint32_t>> stores = store_points(program_);
    for (std::uint32_t number = 0; number < program_.instructions.size(); ++number) {
      for (VectorEmitter& vector : vectors) {
        vector.emit(number);
      }
      for (const std::uint32_t output : stores[number]) {
        for (VectorEmitter& vector : vectors) {
          vector.store(program_.outputs[output]);
        }
      }
    }
  }

  x86::Compiler& code_;
  X86Target target_;
  const Program& program_;
  RegisterPlan plan_;
  x86::Gp base_;   ///< of the vectors at hand
  x86::Gp first_;  ///< of the first vectors
};

JitRuntime& runtime() {
  static JitRuntime instance;
  return instance;
}

class MachineCode final : public Executor {
 public:
  explicit MachineCode(Function function) : function_(function) {}
  ~MachineCode() override { runtime().release(function_); }

  using Executor::run;
  void run(double* memory, std::int64_t times, std::size_t count) override {
    for (std::int64_t i = 0; i < times; ++i) {
      function_(memory, memory + count);
    }
  }

 private:
  Function function_;
};

}  // namespace

std::unique_ptr<Executor> make_machine_code(const Program& program) {
  const X86Target target = x86_target();
  if (target == X86Target::none) {
    return nullptr;
  }
  CodeHolder holder;
  holder.init(runtime().environment());
  x86::Compiler code(&holder);
  FunctionEmitter(code, target, program).emit();
  HEATREEL_REQUIRE(code.finalize() == kErrorOk);
  Function function = nullptr;
  if (runtime().add(&function, &holder) != kErrorOk) {
    return nullptr;
  }
  return std::make_unique<MachineCode>(function);
}

}  // namespace heatreel::program

#else

namespace heatreel::program {

std::unique_ptr<Executor> make_machine_code(const Program& /*program*/) { return nullptr; }

}  // namespace heatreel::program

#endif
