// SPDX-License-Identifier: GPL-3.0-or-later
#ifdef HEATREEL_HAVE_JIT

#include "vector_emitter.hpp"

#include <array>
#include <utility>

#include "heatreel/program/executor.hpp"

namespace heatreel::program {

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

}  // namespace

x86::Vec new_vector(x86::Compiler& code, X86Target target) {
  return target == X86Target::avx512 ? x86::Vec(code.newZmm()) : x86::Vec(code.newYmm());
}

x86::Mem slot_memory(X86Target target, const x86::Gp& base, std::uint32_t offset, Slot slot) {
  return x86::ptr(base, static_cast<std::int32_t>(slot * lanes * sizeof(double) + offset),
                  vector_bytes(target));
}

VectorEmitter::VectorEmitter(x86::Compiler& code, X86Target target, const Program& program,
                             const x86::Gp& base, const x86::Gp& constants, std::uint32_t offset,
                             SlotRegisters kept)
    : code_(code),
      target_(target),
      program_(program),
      base_(base),
      constants_(constants),
      offset_(offset),
      kept_(std::move(kept)),
      last_(last_uses(program)),
      values_(program.instructions.size()) {}

void VectorEmitter::emit(std::uint32_t number) {
  number_ = number;
  values_[number] = result_of(program_.instructions[number]);
}

void VectorEmitter::store(const Output& output) {
  code_.emit(Inst::kIdVmovapd, memory(output.slot), values_[output.value]);
}

x86::Mem VectorEmitter::memory(Slot slot) const {
  return program_.constants.contains(slot) ? slot_memory(target_, constants_, 0, slot)
                                           : slot_memory(target_, base_, offset_, slot);
}

Operand_ VectorEmitter::read(const Operand& operand) const {
  if (operand.kind == Operand::Kind::value) {
    return values_[operand.index];
  }
  const auto kept = kept_.find(operand.index);
  return kept == kept_.end() ? Operand_(memory(operand.index)) : Operand_(kept->second);
}

x86::Vec VectorEmitter::load(const Operand_& source) {
  x86::Vec loaded = new_register();
  code_.emit(Inst::kIdVmovapd, loaded, source);
  return loaded;
}

x86::Vec VectorEmitter::in_register(const Operand_& source) {
  return source.isMem() ? load(source) : source.as<x86::Vec>();
}

bool VectorEmitter::dies(const Operand& operand) const {
  return operand.kind == Operand::Kind::value && last_[operand.index] == number_;
}

x86::Vec VectorEmitter::result_of(const Instruction& instruction) {
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
x86::Vec VectorEmitter::absolute(const x86::Vec& source) {
  const x86::Vec result = new_register();
  code_.emit(Inst::kIdVpsllq, result, source, imm(1));
  code_.emit(Inst::kIdVpsrlq, result, result, imm(1));
  return result;
}

x86::Vec VectorEmitter::exponent_bits(const x86::Vec& source) {
  const x86::Vec result = new_register();
  code_.emit(Inst::kIdVpsllq, result, source, imm(52));
  return result;
}

x86::Vec VectorEmitter::unary(InstId id, const Instruction& instruction) {
  const x86::Vec result = new_register();
  code_.emit(id, result, read(instruction.operands[0]));
  return result;
}

x86::Vec VectorEmitter::floor(const Instruction& instruction) {
  constexpr int down_without_signal = 0x09;
  const x86::Vec result = new_register();
  code_.emit(wide() ? Inst::kIdVrndscalepd : Inst::kIdVroundpd, result,
             read(instruction.operands[0]), imm(down_without_signal));
  return result;
}

x86::Vec VectorEmitter::binary(const Instruction& instruction, bool commutative) {
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

/// The register that a fused instruction overwrites is one whose value is not needed any more, or
/// that had to be loaded anyway.
x86::Vec VectorEmitter::fused(const Instruction& instruction) {
  Operand a = instruction.operands[0];
  Operand b = instruction.operands[1];
  const Operand& c = instruction.operands[2];
  if (!dies(c) && (dies(b) || (!dies(a) && read(b).isMem()))) {
    std::swap(a, b);
  }
  const bool into_factor = !dies(c) && (dies(a) || (read(a).isMem() && !read(c).isMem()));
  return into_factor ? fused_into_factor(instruction, a, b) : fused_into_sum(instruction, a, b);
}

x86::Vec VectorEmitter::fused_into_factor(const Instruction& instruction, const Operand& a,
                                          const Operand& b) {
  const FusedForms forms = fused_forms(instruction.operation);
  const Operand_ sum = read(instruction.operands[2]);
  const x86::Vec result = overwritable(a);
  const Operand_ factor = a == b ? Operand_(result) : read(b);
  if (factor.isMem()) {
    code_.emit(forms.form_132, result, in_register(sum), factor);
  } else {
    code_.emit(forms.form_213, result, factor, sum);
  }
  return result;
}

x86::Vec VectorEmitter::fused_into_sum(const Instruction& instruction, const Operand& a,
                                       const Operand& b) {
  const FusedForms forms = fused_forms(instruction.operation);
  Operand_ left = read(a);
  Operand_ right = read(b);
  if (left.isMem() && !right.isMem()) {
    std::swap(left, right);
  }
  const x86::Vec factor = in_register(left);
  const x86::Vec result = overwritable(instruction.operands[2]);
  code_.emit(forms.form_231, result, factor, right);
  return result;
}

x86::Vec VectorEmitter::select(const Instruction& instruction) {
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

x86::Vec VectorEmitter::overwritable(const Operand& operand) {
  return dies(operand) ? values_[operand.index] : load(read(operand));
}

/// Elementary functions are the interpreter's, called on a vector in memory.
x86::Vec VectorEmitter::call(const Instruction& instruction) {
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

x86::Mem VectorEmitter::in_memory(const Operand& operand) {
  if (operand.kind == Operand::Kind::slot) {
    return memory(operand.index);
  }
  const std::uint32_t bytes = vector_bytes(target_);
  x86::Mem spilled = code_.newStack(bytes, bytes);
  spilled.setSize(bytes);
  code_.emit(Inst::kIdVmovapd, spilled, values_[operand.index]);
  return spilled;
}

}  // namespace heatreel::program

#endif
