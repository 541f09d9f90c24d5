// SPDX-License-Identifier: GPL-3.0-or-later
// For machine_code.cpp alone, where AsmJit is there (HEATREEL_HAVE_JIT).
#pragma once

#include "register_file.hpp"
#include "x86_target.hpp"

#include <array>
#include <cstdint>
#include <stop_token>
#include <vector>

#include <asmjit/x86.h>

#include "heatreel/program/program.hpp"

namespace heatreel::program {

/// Addresses point that many bytes behind what they mean, so that twice as many displacements fit
/// into one byte.
inline constexpr std::int32_t row_bias = 128 * 64;
inline constexpr std::int32_t constant_bias = 128 * 8;

inline constexpr std::uint32_t group_bytes = group_lanes * sizeof(double);

/// Where the code finds its memory: registers with biased addresses.
struct Addresses {
  std::array<asmjit::x86::Gp, 4> groups;  ///< of lanes, that the loop's body works on
  asmjit::x86::Gp scratch;                ///< rows of a vector each
  asmjit::x86::Gp constants;
};

/// Bytes that a constant takes: vectors of AVX-512 are filled from one number by the instruction
/// that reads it.
inline std::uint32_t constant_bytes(X86Target target) {
  return target == X86Target::avx512 ? 8 : 32;
}

/// Groups of lanes that so many vectors fill, the last one perhaps in part.
inline std::uint32_t groups_of(X86Target target, std::uint32_t vectors) {
  return (vectors * vector_bytes(target) + group_bytes - 1) / group_bytes;
}

/// The vectors that a piece of code works on, and the scratch that other pieces use before it.
struct Extent {
  std::uint32_t first = 0;  ///< of all vectors of the loop's body
  std::uint32_t vectors = 1;
  std::uint32_t groups = 1;  ///< that have temporaries
  std::uint32_t scratch_rows = 0;
};

/// Writes the instructions of a program for one or several vectors at once, with values in
/// registers as far as there are some, and in scratch where there are none.
class VectorEmitter {
 public:
  VectorEmitter(asmjit::x86::Assembler& code, X86Target target, const Program& program,
                const Extent& extent, const Addresses& addresses);

  /// \throws base::Cancelled soon after a stop is requested
  void emit(const std::stop_token& stop);

  /// Goes to a label where a temporary is 0 in all lanes.
  void skip_unless(std::uint32_t temporary, const asmjit::Label& label);

  /// Rows of scratch that the code uses, and other pieces before it.
  std::uint32_t scratch_rows() const { return scratch_rows_; }

 private:
  using Vec = asmjit::x86::Vec;
  using Mem = asmjit::x86::Mem;
  using Source = asmjit::Operand_;  ///< a register, or memory

  bool wide() const { return target_ == X86Target::avx512; }
  Vec vector(Register own) const;
  Mem row(Slot slot) const;
  Mem scratch(std::uint32_t row) const;
  Mem temporary(std::uint32_t row) const;
  Mem constant(std::uint32_t index) const;
  Mem memory(const Operand& operand) const;

  Item item(const Operand& operand) const { return file_.item(operand, vector_); }
  /// Whether the present instruction is the last to use the operand.
  bool dies(const Operand& operand) const;
  bool in_register(const Operand& operand) const { return file_.holder(item(operand)).has_value(); }

  /// Makes room where a register was taken from a value that is still needed.
  Vec claimed(const RegisterFile::Grant& grant);
  void save(Item item, const Vec& own);
  std::uint32_t take_row();
  void release_row_if_done(const Operand& operand);
  void load(const Vec& into, const Operand& operand);

  /// The operand as an instruction may read it. Loads it if that pays.
  Source read(const Operand& operand);
  Vec in_vector(const Operand& operand);
  /// A register for the present value, after all operands have been read.
  Vec result();
  /// The same, with an operand's number in it.
  Vec result_from(const Operand& operand);

  void emit(std::uint32_t number);
  void write(const Instruction& instruction);
  void store(const Output& output);
  void unary(asmjit::InstId id);
  void absolute();
  void exponent_bits();
  void floor();
  void binary(bool commutative);
  void fused();
  void fused_into_factor(const Operand& a, const Operand& b);
  void fused_into_sum(const Operand& a, const Operand& b);
  void select();
  void keep();
  void empty_registers();
  void call();
  void call_system(const Call& call);
  void finish_operands();

  asmjit::x86::Assembler& code_;
  X86Target target_;
  const Program& program_;
  Extent extent_;
  Addresses addresses_;
  RegisterFile file_;
  std::vector<std::uint32_t> homes_;  ///< by value: its row of scratch + 1, or 0
  std::vector<std::uint32_t> free_rows_;
  std::uint32_t scratch_rows_;
  std::uint32_t vector_ = 0;  ///< the present one
  std::uint32_t number_ = 0;  ///< of the present instruction
  const Instruction* present_ = nullptr;
};

}  // namespace heatreel::program
