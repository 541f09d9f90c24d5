// SPDX-License-Identifier: GPL-3.0-or-later
#ifdef HEATREEL_HAVE_JIT

#include "vector_emitter.hpp"

#include <algorithm>
#include <utility>

#include "heatreel/base/cancelled.hpp"
#include "heatreel/base/contract.hpp"
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

void factorize(const LaneLu* system, double* matrix, const double* scale, double* growth) {
  system->factorize(matrix, scale, growth);
}

void solve(const LaneLu* system, const double* matrix, double* x) { system->solve(matrix, x); }

}  // namespace

VectorEmitter::VectorEmitter(x86::Assembler& code, X86Target target, const Program& program,
                             const Extent& extent, const Addresses& addresses)
    : code_(code),
      target_(target),
      program_(program),
      extent_(extent),
      addresses_(addresses),
      file_(program, extent.vectors, vector_registers(target)),
      homes_(program.instructions.size() * extent.vectors, 0),
      scratch_rows_(extent.scratch_rows) {}

void VectorEmitter::emit(const std::stop_token& stop) {
  const std::vector<std::vector<std::uint32_t>> stores = store_points(program_);
  for (std::uint32_t number = 0; number < program_.instructions.size(); ++number) {
    base::throw_if_stopped(stop);
    for (vector_ = 0; vector_ < extent_.vectors; ++vector_) {
      emit(number);
    }
    for (const std::uint32_t output : stores[number]) {
      for (vector_ = 0; vector_ < extent_.vectors; ++vector_) {
        store(program_.outputs[output]);
      }
    }
  }
}

void VectorEmitter::skip_unless(std::uint32_t temporary, const Label& label) {
  vector_ = 0;
  const Vec condition = vector(0);
  code_.emit(Inst::kIdVmovapd, condition, this->temporary(temporary));
  if (wide()) {
    code_.emit(Inst::kIdVptestmq, x86::k1, condition, condition);
    code_.emit(Inst::kIdKortestw, x86::k1, x86::k1);
  } else {
    code_.emit(Inst::kIdVptest, condition, condition);
  }
  code_.jz(label);
}

void VectorEmitter::emit(std::uint32_t number) {
  number_ = number;
  present_ = &program_.instructions[number];
  write(*present_);
  file_.unlock_all();
  // Only now: the instruction may have read them from there.
  for (std::size_t i = 0; i < operands(present_->operation); ++i) {
    release_row_if_done(present_->operands[i]);
  }
}

x86::Vec VectorEmitter::vector(Register own) const {
  return wide() ? x86::Vec(x86::zmm(own)) : x86::Vec(x86::ymm(own));
}

x86::Mem VectorEmitter::row(Slot slot) const {
  const std::uint32_t offset = (extent_.first + vector_) * vector_bytes(target_);
  return x86::ptr(addresses_.groups[offset / group_bytes],
                  static_cast<std::int32_t>(slot * group_bytes + offset % group_bytes) - row_bias,
                  vector_bytes(target_));
}

/// Behind the temporaries.
x86::Mem VectorEmitter::scratch(std::uint32_t row) const {
  const std::uint32_t bytes = vector_bytes(target_);
  const std::uint32_t offset = extent_.groups * program_.temporaries * group_bytes + row * bytes;
  return x86::ptr(addresses_.scratch, static_cast<std::int32_t>(offset) - row_bias, bytes);
}

x86::Mem VectorEmitter::temporary(std::uint32_t row) const {
  const std::uint32_t bytes = vector_bytes(target_);
  const std::uint32_t offset = (extent_.first + vector_) * bytes;
  const std::uint32_t place = offset / group_bytes * program_.temporaries + row;
  return x86::ptr(addresses_.scratch,
                  static_cast<std::int32_t>(place * group_bytes + offset % group_bytes) - row_bias,
                  bytes);
}

x86::Mem VectorEmitter::constant(std::uint32_t index) const {
  const x86::Mem place =
      x86::ptr(addresses_.constants,
               static_cast<std::int32_t>(index * constant_bytes(target_)) - constant_bias);
  return wide() ? place._1to8() : place;
}

x86::Mem VectorEmitter::memory(const Operand& operand) const {
  switch (operand.kind) {
    case Operand::Kind::slot:
      return row(operand.index);
    case Operand::Kind::constant:
      return constant(operand.index);
    case Operand::Kind::temporary:
      return temporary(operand.index);
    case Operand::Kind::value:
      break;
  }
  const std::uint32_t home = homes_[item(operand)];
  HEATREEL_EXPECT(home > 0);
  return scratch(home - 1);
}

bool VectorEmitter::dies(const Operand& operand) const {
  std::uint32_t reads = 0;
  for (std::size_t i = 0; i < operands(present_->operation); ++i) {
    reads += present_->operands[i] == operand ? 1 : 0;
  }
  return file_.uses_left(item(operand)) == reads;
}

x86::Vec VectorEmitter::claimed(const RegisterFile::Grant& grant) {
  const Vec own = vector(grant.own);
  if (grant.evicted && file_.is_value(*grant.evicted) && homes_[*grant.evicted] == 0 &&
      file_.uses_left(*grant.evicted) > 0) {
    save(*grant.evicted, own);
  }
  file_.lock(grant.own);
  return own;
}

std::uint32_t VectorEmitter::take_row() {
  if (free_rows_.empty()) {
    return scratch_rows_++;
  }
  const std::uint32_t row = free_rows_.back();
  free_rows_.pop_back();
  return row;
}

void VectorEmitter::release_row_if_done(const Operand& operand) {
  const Item done = item(operand);
  if (file_.is_value(done) && homes_[done] > 0 && file_.uses_left(done) == 0) {
    free_rows_.push_back(homes_[done] - 1);
    homes_[done] = 0;
  }
}

/// Stores a value in a row of scratch, which it keeps to its end.
void VectorEmitter::save(Item item, const Vec& own) {
  homes_[item] = take_row() + 1;
  code_.emit(Inst::kIdVmovapd, scratch(homes_[item] - 1), own);
}

void VectorEmitter::load(const Vec& into, const Operand& operand) {
  if (const auto own = file_.holder(item(operand))) {
    code_.emit(Inst::kIdVmovapd, into, vector(*own));
  } else if (operand.kind == Operand::Kind::constant && wide()) {
    x86::Mem place = memory(operand);
    place.resetBroadcast();
    place.setSize(sizeof(double));
    code_.emit(Inst::kIdVbroadcastsd, into, place);
  } else {
    code_.emit(Inst::kIdVmovapd, into, memory(operand));
  }
}

Operand_ VectorEmitter::read(const Operand& operand) {
  if (const auto own = file_.holder(item(operand))) {
    file_.lock(*own);
    return vector(*own);
  }
  // A copy in a register pays if the operand is read again and nothing else has to go for it.
  if (file_.has_free() && file_.uses_left(item(operand)) > 1) {
    return in_vector(operand);
  }
  return memory(operand);
}

x86::Vec VectorEmitter::in_vector(const Operand& operand) {
  if (const auto own = file_.holder(item(operand))) {
    file_.lock(*own);
    return vector(*own);
  }
  // Loaded before the file knows of it.
  const RegisterFile::Grant grant = file_.take();
  const Vec own = claimed(grant);
  load(own, operand);
  file_.give(grant.own, item(operand));
  return own;
}

/// Registers of operands that die here are free for the result.
void VectorEmitter::finish_operands() {
  for (std::size_t i = 0; i < operands(present_->operation); ++i) {
    file_.use(item(present_->operands[i]));
  }
}

x86::Vec VectorEmitter::result() {
  finish_operands();
  const RegisterFile::Grant grant = file_.take();
  const Vec own = claimed(grant);
  file_.give(grant.own, item({Operand::Kind::value, number_}));
  return own;
}

x86::Vec VectorEmitter::result_from(const Operand& operand) {
  const Item own_item = item({Operand::Kind::value, number_});
  if (in_register(operand) && dies(operand)) {
    const Register own = *file_.holder(item(operand));
    file_.rename(item(operand), own_item);
    file_.lock(own);
    finish_operands();
    return vector(own);
  }
  if (const auto source = file_.holder(item(operand))) {
    file_.lock(*source);
  }
  const RegisterFile::Grant grant = file_.take();
  const Vec own = claimed(grant);
  load(own, operand);
  file_.give(grant.own, own_item);
  finish_operands();
  return own;
}

void VectorEmitter::store(const Output& output) {
  const Operand value{Operand::Kind::value, output.value};
  if (const auto own = file_.holder(item(value))) {
    code_.emit(Inst::kIdVmovapd, row(output.slot), vector(*own));
  } else {
    code_.emit(Inst::kIdVmovapd, row(output.slot), in_vector(value));
  }
  file_.use(item(value));
  file_.unlock_all();
  release_row_if_done(value);
}

void VectorEmitter::write(const Instruction& instruction) {
  switch (instruction.operation) {
    case Operation::copy: {
      result_from(instruction.operands[0]);
      return;
    }
    case Operation::abs:
      return absolute();
    case Operation::exponent_bits:
      return exponent_bits();
    case Operation::sqrt:
      return unary(Inst::kIdVsqrtpd);
    case Operation::floor:
      return floor();
    case Operation::add:
    case Operation::multiply:
      return binary(true);
    case Operation::subtract:
    case Operation::divide:
    case Operation::min:
    case Operation::max:
      return binary(false);
    case Operation::multiply_add:
    case Operation::multiply_subtract:
    case Operation::negative_multiply_add:
      return fused();
    case Operation::select_less:
    case Operation::select_less_equal:
    case Operation::select_equal:
    case Operation::select_not_equal:
      return select();
    case Operation::keep:
      return keep();
    case Operation::factorize:
    case Operation::solve:
      return call_system(program_.calls[instruction.operands[0].index]);
    default:
      return call();
  }
}

/// Shifts the sign out and back.
void VectorEmitter::absolute() {
  const Vec source = in_vector(present_->operands[0]);
  const Vec own = result();
  code_.emit(Inst::kIdVpsllq, own, source, imm(1));
  code_.emit(Inst::kIdVpsrlq, own, own, imm(1));
}

void VectorEmitter::exponent_bits() {
  const Vec source = in_vector(present_->operands[0]);
  code_.emit(Inst::kIdVpsllq, result(), source, imm(52));
}

void VectorEmitter::unary(InstId id) {
  const Source source = read(present_->operands[0]);
  code_.emit(id, result(), source);
}

void VectorEmitter::floor() {
  constexpr int down_without_signal = 0x09;
  const Source source = read(present_->operands[0]);
  code_.emit(wide() ? Inst::kIdVrndscalepd : Inst::kIdVroundpd, result(), source,
             imm(down_without_signal));
}

void VectorEmitter::binary(bool commutative) {
  Operand a = present_->operands[0];
  Operand b = present_->operands[1];
  if (commutative && !in_register(a) && in_register(b)) {
    std::swap(a, b);
  }
  const Vec left = in_vector(a);
  const Source right = read(b);
  code_.emit(simple_instruction(present_->operation), result(), left, right);
}

/// The register that a fused instruction overwrites is one whose value is not needed any more, or
/// that has to be loaded anyway.
void VectorEmitter::fused() {
  Operand a = present_->operands[0];
  Operand b = present_->operands[1];
  const Operand& c = present_->operands[2];
  const auto overwritable = [this](const Operand& operand) {
    return in_register(operand) && dies(operand);
  };
  if (overwritable(c)) {
    return fused_into_sum(a, b);
  }
  if (overwritable(b) || (!overwritable(a) && !in_register(b))) {
    std::swap(a, b);
  }
  const bool into_factor = overwritable(a) || (!in_register(a) && in_register(c));
  return into_factor ? fused_into_factor(a, b) : fused_into_sum(a, b);
}

/// a becomes the result.
void VectorEmitter::fused_into_factor(const Operand& a, const Operand& b) {
  const FusedForms forms = fused_forms(present_->operation);
  const Operand& c = present_->operands[2];
  const bool square = a == b;
  const Source factor = square ? Source() : read(b);
  const bool sum_in_vector = !square && factor.isMem();
  const Source sum = c == a ? Source() : sum_in_vector ? Source(in_vector(c)) : read(c);
  const Vec own = result_from(a);
  const Source there = c == a ? Source(own) : sum;
  if (sum_in_vector) {
    code_.emit(forms.form_132, own, there, factor);
  } else {
    code_.emit(forms.form_213, own, square ? Source(own) : factor, there);
  }
}

/// c becomes the result.
void VectorEmitter::fused_into_sum(const Operand& a, const Operand& b) {
  const FusedForms forms = fused_forms(present_->operation);
  const Operand& c = present_->operands[2];
  const bool swap = !in_register(a) && in_register(b);
  const Operand& first = swap ? b : a;
  const Operand& second = swap ? a : b;
  const Source left = first == c ? Source() : Source(in_vector(first));
  const Source right = second == c ? Source() : read(second);
  const Vec own = result_from(c);
  code_.emit(forms.form_231, own, first == c ? Source(own) : left,
             second == c ? Source(own) : right);
}

void VectorEmitter::select() {
  const Vec a = in_vector(present_->operands[0]);
  const Source b = read(present_->operands[1]);
  const Imm comparison = imm(predicate(present_->operation));
  if (wide()) {
    code_.emit(Inst::kIdVcmppd, x86::k1, a, b, comparison);
    const Vec no = in_vector(present_->operands[3]);
    const Source yes = read(present_->operands[2]);
    const Vec own = result();
    code_.k(x86::k1).emit(Inst::kIdVblendmpd, own, no, yes);
    return;
  }
  const RegisterFile::Grant grant = file_.take();
  const Vec mask = claimed(grant);
  code_.emit(Inst::kIdVcmppd, mask, a, b, comparison);
  const Vec no = in_vector(present_->operands[3]);
  const Source yes = read(present_->operands[2]);
  const Vec own = result();
  code_.emit(Inst::kIdVblendvpd, own, no, yes, mask);
  file_.release(grant.own);
}

void VectorEmitter::keep() {
  const Vec value = in_vector(present_->operands[0]);
  code_.emit(Inst::kIdVmovapd, temporary(present_->operands[1].index), value);
  finish_operands();
}

/// Saves what is in registers, for a call that leaves nothing there.
void VectorEmitter::empty_registers() {
  for (const Item held : file_.held()) {
    const Register own = *file_.holder(held);
    if (file_.is_value(held) && homes_[held] == 0) {
      save(held, vector(own));
    }
    file_.release(own);
  }
}

/// Once for all vectors of a group.
void VectorEmitter::call_system(const Call& call) {
  if (vector_ * vector_bytes(target_) % group_bytes != 0) {
    return;
  }
  empty_registers();
  const auto pass = [&](const x86::Gp& argument, std::uint32_t row) {
    x86::Mem place = temporary(row);
    place.setSize(0);
    code_.lea(argument, place);
  };
  code_.mov(x86::rdi, imm(call.system.get()));
  pass(x86::rsi, call.matrix);
  pass(x86::rdx, call.vector);
  if (call.operation == Operation::factorize) {
    pass(x86::rcx, call.growth);
    code_.mov(x86::rax, imm(factorize));
  } else {
    code_.mov(x86::rax, imm(solve));
  }
  code_.call(x86::rax);
}

/// Elementary functions are the interpreter's, called on a vector in memory. A call leaves nothing
/// in registers.
void VectorEmitter::call() {
  empty_registers();
  std::vector<std::uint32_t> copies;
  const std::array addresses{x86::rdi, x86::rsi};
  for (std::size_t i = 0; i < operands(present_->operation); ++i) {
    const Operand& operand = present_->operands[i];
    if (operand.kind == Operand::Kind::constant && wide()) {
      copies.push_back(take_row());
      load(vector(0), operand);
      code_.emit(Inst::kIdVmovapd, scratch(copies.back()), vector(0));
      code_.lea(addresses[i], scratch(copies.back()));
    } else {
      code_.lea(addresses[i], memory(operand));
    }
  }
  const Item own = item({Operand::Kind::value, number_});
  homes_[own] = take_row() + 1;
  code_.lea(x86::rdx, scratch(homes_[own] - 1));
  code_.mov(x86::rax, imm(vector_function(present_->operation)));
  code_.call(x86::rax);
  free_rows_.insert(free_rows_.end(), copies.begin(), copies.end());
  finish_operands();
}

}  // namespace heatreel::program

#endif
