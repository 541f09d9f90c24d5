// SPDX-License-Identifier: GPL-3.0-or-later
// For machine_code.cpp alone, where AsmJit is there (HEATREEL_HAVE_JIT).
#pragma once

#include "x86_target.hpp"

#include <cstdint>
#include <unordered_map>
#include <vector>

#include <asmjit/x86.h>

#include "heatreel/program/program.hpp"

namespace heatreel::program {

/// A vector register of the target that the allocator assigns.
asmjit::x86::Vec new_vector(asmjit::x86::Compiler& code, X86Target target);

/// A vector of a slot: `offset` bytes from the slot's first lane.
asmjit::x86::Mem slot_memory(X86Target target, const asmjit::x86::Gp& base, std::uint32_t offset,
                             Slot slot);

/// Registers that hold vectors of slots.
using SlotRegisters = std::unordered_map<Slot, asmjit::x86::Vec>;

/// Writes the instructions of a program for one vector. The caller interleaves several.
class VectorEmitter {
 public:
  /// \param base register with the address of the loop's present lanes
  /// \param offset of this vector from there, in bytes
  /// \param constants register with the memory's first address: all vectors of a constant are the
  ///        same, so the first serves them all
  /// \param kept registers that hold slots; the others are read from memory
  VectorEmitter(asmjit::x86::Compiler& code, X86Target target, const Program& program,
                const asmjit::x86::Gp& base, const asmjit::x86::Gp& constants, std::uint32_t offset,
                SlotRegisters kept);

  /// Instructions are to be emitted in their order.
  void emit(std::uint32_t number);
  void store(const Output& output);

 private:
  using Vec = asmjit::x86::Vec;
  using Mem = asmjit::x86::Mem;
  using Source = asmjit::Operand_;  ///< a register, or memory

  bool wide() const { return target_ == X86Target::avx512; }
  Vec new_register() { return new_vector(code_, target_); }
  Mem memory(Slot slot) const;

  /// The operand as an instruction may read it.
  Source read(const Operand& operand) const;
  Vec load(const Source& source);
  Vec in_register(const Source& source);
  /// Whether the present instruction may overwrite the operand's register.
  bool dies(const Operand& operand) const;
  /// A register with the operand's value that may be overwritten.
  Vec overwritable(const Operand& operand);

  Vec result_of(const Instruction& instruction);
  Vec absolute(const Vec& source);
  Vec exponent_bits(const Vec& source);
  Vec unary(asmjit::InstId id, const Instruction& instruction);
  Vec floor(const Instruction& instruction);
  Vec binary(const Instruction& instruction, bool commutative);
  Vec fused(const Instruction& instruction);
  Vec fused_into_factor(const Instruction& instruction, const Operand& a, const Operand& b);
  Vec fused_into_sum(const Instruction& instruction, const Operand& a, const Operand& b);
  Vec select(const Instruction& instruction);
  Vec call(const Instruction& instruction);
  Mem in_memory(const Operand& operand);

  asmjit::x86::Compiler& code_;
  X86Target target_;
  const Program& program_;
  asmjit::x86::Gp base_;
  asmjit::x86::Gp constants_;
  std::uint32_t offset_;
  SlotRegisters kept_;
  std::vector<std::uint32_t> last_;  ///< last use of each value
  std::vector<Vec> values_;
  std::uint32_t number_ = 0;  ///< of the present instruction
};

}  // namespace heatreel::program
