// SPDX-License-Identifier: GPL-3.0-or-later
// Machine code for x86-64, written with AsmJit: one loop over the vectors of the memory, all values
// of a program in registers.
#include "executor.hpp"

#ifdef HEATREEL_HAVE_JIT

#include "register_plan.hpp"
#include "x86_target.hpp"

#include <unordered_map>
#include <utility>
#include <vector>

#include <asmjit/x86.h>

#include "heatreel/base/contract.hpp"

namespace heatreel::solve {

namespace {

using namespace asmjit;
namespace Inst = asmjit::x86::Inst;

/// Predicates of VCMPPD that raise no signal for quiet NaN (Intel SDM, CMPPD).
int predicate(Operation operation) {
  switch (operation) {
    case Operation::select_less:
      return 0x11;
    case Operation::select_less_equal:
      return 0x12;
    case Operation::select_equal:
      return 0x00;
    default:
      return 0x04;
  }
}

InstId simple_instruction(Operation operation) {
  switch (operation) {
    case Operation::add:
      return Inst::kIdVaddpd;
    case Operation::subtract:
      return Inst::kIdVsubpd;
    case Operation::multiply:
      return Inst::kIdVmulpd;
    case Operation::divide:
      return Inst::kIdVdivpd;
    case Operation::min:
      return Inst::kIdVminpd;
    default:
      return Inst::kIdVmaxpd;
  }
}

/// The three forms of a fused instruction with the registers x, y, z:
/// 132: x = x·z ± y, 213: x = y·x ± z, 231: x = y·z ± x. Only z may be memory.
struct FusedForms {
  InstId form_132;
  InstId form_213;
  InstId form_231;
};

FusedForms fused_forms(Operation operation) {
  switch (operation) {
    case Operation::multiply_add:
      return {Inst::kIdVfmadd132pd, Inst::kIdVfmadd213pd, Inst::kIdVfmadd231pd};
    case Operation::multiply_subtract:
      return {Inst::kIdVfmsub132pd, Inst::kIdVfmsub213pd, Inst::kIdVfmsub231pd};
    default:
      return {Inst::kIdVfnmadd132pd, Inst::kIdVfnmadd213pd, Inst::kIdVfnmadd231pd};
  }
}

using SlotRegisters = std::unordered_map<Slot, x86::Vec>;

x86::Vec new_register(x86::Compiler& code, X86Target target) {
  return target == X86Target::avx512 ? x86::Vec(code.newZmm()) : x86::Vec(code.newYmm());
}

x86::Mem slot_memory(X86Target target, const x86::Gp& base, std::uint32_t offset, Slot slot) {
  return x86::ptr(base, static_cast<std::int32_t>(slot * lanes * sizeof(double) + offset),
                  vector_bytes(target));
}

/// Writes the instructions of a program for one vector.
class VectorEmitter {
 public:
  /// \param kept registers that hold slots; the others are read from memory
  /// \param constants where the memory begins, for a constant's first vector is as good as any
  VectorEmitter(x86::Compiler& code, X86Target target, const Program& program, const x86::Gp& base,
                const x86::Gp& constants, std::uint32_t offset, SlotRegisters kept)
      : kept_(std::move(kept)),
        code_(code),
        target_(target),
        program_(program),
        last_(last_uses(program)),
        values_(program.instructions.size()),
        base_(base),
        constants_(constants),
        offset_(offset) {}

  void emit(std::uint32_t number) {
    number_ = number;
    const Instruction& instruction = program_.instructions[number];
    values_[number] = result_of(instruction);
  }

  void store(const Output& output) {
    code_.emit(Inst::kIdVmovapd, memory(output.slot), values_[output.value]);
  }

 private:
  bool wide() const { return target_ == X86Target::avx512; }

  x86::Vec new_register() { return wide() ? x86::Vec(code_.newZmm()) : x86::Vec(code_.newYmm()); }

  x86::Mem memory(Slot slot) const {
    if (program_.constants.contains(slot)) {
      return slot_memory(target_, constants_, 0, slot);
    }
    return x86::ptr(base_, static_cast<std::int32_t>(slot * lanes * sizeof(double) + offset_),
                    vector_bytes(target_));
  }

  /// The operand as an instruction may read it: a register, or memory.
  Operand_ read(const Operand& operand) const {
    if (operand.kind == Operand::Kind::value) {
      return values_[operand.index];
    }
    const auto kept = kept_.find(operand.index);
    return kept == kept_.end() ? Operand_(memory(operand.index)) : Operand_(kept->second);
  }

  x86::Vec load(const Operand_& source) {
    x86::Vec loaded = new_register();
    code_.emit(Inst::kIdVmovapd, loaded, source);
    return loaded;
  }

  x86::Vec in_register(const Operand_& source) {
    return source.isMem() ? load(source) : source.as<x86::Vec>();
  }

  /// Whether the present instruction may overwrite the operand's register.
  bool dies(const Operand& operand) const {
    return operand.kind == Operand::Kind::value && last_[operand.index] == number_;
  }

  x86::Vec result_of(const Instruction& instruction) {
    switch (instruction.operation) {
      case Operation::copy:
        return load(read(instruction.operands[0]));
      case Operation::abs:
        return absolute(in_register(read(instruction.operands[0])));
      case Operation::sqrt:
        return unary(Inst::kIdVsqrtpd, instruction);
      case Operation::floor:
        return floor(instruction);
      case Operation::exponent_bits:
        return exponent_bits(in_register(read(instruction.operands[0])));
      case Operation::add:
      case Operation::multiply:
        return binary(instruction, true);
      case Operation::subtract:
      case Operation::divide:
      case Operation::min:
      case Operation::max:
        return binary(instruction, false);
      case Operation::multiply_add:
      case Operation::multiply_subtract:
      case Operation::negative_multiply_add:
        return fused(instruction);
      case Operation::select_less:
      case Operation::select_less_equal:
      case Operation::select_equal:
      case Operation::select_not_equal:
        return select(instruction);
      default:
        return call(instruction);
    }
  }

  /// Shifts the sign out and back.
  x86::Vec absolute(const x86::Vec& source) {
    const x86::Vec result = new_register();
    code_.emit(Inst::kIdVpsllq, result, source, imm(1));
    code_.emit(Inst::kIdVpsrlq, result, result, imm(1));
    return result;
  }

  x86::Vec exponent_bits(const x86::Vec& source) {
    const x86::Vec result = new_register();
    code_.emit(Inst::kIdVpsllq, result, source, imm(52));
    return result;
  }

  x86::Vec unary(InstId id, const Instruction& instruction) {
    const x86::Vec result = new_register();
    code_.emit(id, result, read(instruction.operands[0]));
    return result;
  }

  x86::Vec floor(const Instruction& instruction) {
    constexpr int down_without_signal = 0x09;
    const x86::Vec result = new_register();
    code_.emit(wide() ? Inst::kIdVrndscalepd : Inst::kIdVroundpd, result,
               read(instruction.operands[0]), imm(down_without_signal));
    return result;
  }

  x86::Vec binary(const Instruction& instruction, bool commutative) {
    Operand_ a = read(instruction.operands[0]);
    Operand_ b = read(instruction.operands[1]);
    if (commutative && a.isMem() && !b.isMem()) {
      std::swap(a, b);
    }
    const x86::Vec left = in_register(a);
    const x86::Vec result = new_register();
    code_.emit(simple_instruction(instruction.operation), result, left, b);
    return result;
  }

  /// The register that a fused instruction overwrites is one whose value is not needed any more,
  /// or that had to be loaded anyway.
  x86::Vec fused(const Instruction& instruction) {
    Operand a = instruction.operands[0];
    Operand b = instruction.operands[1];
    const Operand c = instruction.operands[2];
    const FusedForms forms = fused_forms(instruction.operation);
    if (!dies(c) && (dies(b) || (!dies(a) && read(b).isMem()))) {
      std::swap(a, b);
    }
    const bool overwrite_factor = !dies(c) && (dies(a) || (read(a).isMem() && !read(c).isMem()));
    return overwrite_factor ? fused_into_factor(forms, a, b, c) : fused_into_sum(forms, a, b, c);
  }

  x86::Vec fused_into_factor(const FusedForms& forms, const Operand& a, const Operand& b,
                             const Operand& c) {
    const x86::Vec result = overwritable(a);
    const Operand_ factor = a == b ? Operand_(result) : read(b);
    if (factor.isMem()) {
      code_.emit(forms.form_132, result, in_register(read(c)), factor);
    } else {
      code_.emit(forms.form_213, result, factor, read(c));
    }
    return result;
  }

  x86::Vec fused_into_sum(const FusedForms& forms, const Operand& a, const Operand& b,
                          const Operand& c) {
    Operand_ left = read(a);
    Operand_ right = read(b);
    if (left.isMem() && !right.isMem()) {
      std::swap(left, right);
    }
    const x86::Vec factor = in_register(left);
    const x86::Vec result = overwritable(c);
    code_.emit(forms.form_231, result, factor, right);
    return result;
  }

  /// A register with the operand's value that may be overwritten.
  x86::Vec overwritable(const Operand& operand) {
    return dies(operand) ? values_[operand.index] : load(read(operand));
  }

  x86::Vec select(const Instruction& instruction) {
    const x86::Vec a = in_register(read(instruction.operands[0]));
    const Operand_ b = read(instruction.operands[1]);
    const Operand_ yes = read(instruction.operands[2]);
    const Imm comparison = imm(predicate(instruction.operation));
    if (wide()) {
      const x86::KReg mask = code_.newKb();
      code_.emit(Inst::kIdVcmppd, mask, a, b, comparison);
      const x86::Vec result = load(read(instruction.operands[3]));
      code_.k(mask).emit(Inst::kIdVmovapd, result, yes);
      return result;
    }
    const x86::Vec result = new_register();
    const x86::Vec mask = new_register();
    code_.emit(Inst::kIdVcmppd, mask, a, b, comparison);
    code_.emit(Inst::kIdVblendvpd, result, in_register(read(instruction.operands[3])), yes, mask);
    return result;
  }

  /// Elementary functions are the interpreter's, called on a vector in memory.
  x86::Vec call(const Instruction& instruction) {
    const std::uint32_t bytes = vector_bytes(target_);
    const x86::Mem result = code_.newStack(bytes, bytes);
    std::array<x86::Gp, 3> addresses{code_.newUIntPtr(), code_.newUIntPtr(), code_.newUIntPtr()};
    for (std::size_t i = 0; i < 2; ++i) {
      const bool given = i < operands(instruction.operation);
      code_.lea(addresses[i], given ? in_memory(instruction.operands[i]) : result);
    }
    code_.lea(addresses[2], result);
    InvokeNode* node = nullptr;
    code_.invoke(&node, imm(vector_function(instruction.operation)),
                 FuncSignatureT<void, const double*, const double*, double*>());
    for (std::uint32_t i = 0; i < addresses.size(); ++i) {
      node->setArg(i, addresses[i]);
    }
    return load(result.cloneResized(bytes));
  }

  x86::Mem in_memory(const Operand& operand) {
    if (operand.kind == Operand::Kind::slot) {
      return memory(operand.index);
    }
    const std::uint32_t bytes = vector_bytes(target_);
    x86::Mem spilled = code_.newStack(bytes, bytes);
    spilled.setSize(bytes);
    code_.emit(Inst::kIdVmovapd, spilled, values_[operand.index]);
    return spilled;
  }

  SlotRegisters kept_;
  x86::Compiler& code_;
  X86Target target_;
  const Program& program_;
  std::vector<std::uint32_t> last_;
  std::vector<x86::Vec> values_;
  x86::Gp base_;
  x86::Gp constants_;
  std::uint32_t offset_;      ///< of the vector from the base, in bytes
  std::uint32_t number_ = 0;  ///< of the present instruction
};

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
      const x86::Vec vector = new_register(code_, target_);
      code_.emit(Inst::kIdVmovapd, vector, slot_memory(target_, base_, offset, slot));
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

}  // namespace heatreel::solve

#else

namespace heatreel::solve {

std::unique_ptr<Executor> make_machine_code(const Program& /*program*/) { return nullptr; }

}  // namespace heatreel::solve

#endif
