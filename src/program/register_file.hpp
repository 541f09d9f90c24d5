// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <vector>

#include "heatreel/program/program.hpp"

namespace heatreel::program {

/// What a register can hold: an operand of a program, for one of the vectors that a loop's body
/// works on at once. Constants are the same for all of them.
using Item = std::uint32_t;

/// Number of a vector register.
using Register = std::uint32_t;

/// Which item is in which register, while the instructions of a program are written in their order.
/// A register that has to be given up is the one whose item is needed last (Belady, IBM Systems
/// Journal 5, 78–101 (1966)). Its time is linear in the program's length.
class RegisterFile {
 public:
  RegisterFile(const Program& program, std::uint32_t vectors, std::uint32_t registers);

  Item item(const Operand& operand, std::uint32_t vector) const;
  bool is_value(Item item) const { return item < values_; }

  /// The register that holds an item, if one does.
  std::optional<Register> holder(Item item) const;

  /// Reads and stores of an item that are still to come, the one at hand included.
  std::uint32_t uses_left(Item item) const;

  bool has_free() const { return !free_.empty(); }

  /// An item that lost its register; if it is a value that is still needed, it must be saved.
  struct Grant {
    Register own = 0;
    std::optional<Item> evicted = {};
  };

  /// A register that holds no item, until give() or release(). Registers that are locked stay.
  Grant take();

  /// Such a register holds the item from now on.
  void give(Register own, Item item);
  /// Hands an item's register to another item.
  void rename(Item from, Item to);
  void release(Register own);
  /// All items that are in registers.
  std::vector<Item> held() const;

  void lock(Register own) { locked_ |= 1U << own; }
  void unlock_all() { locked_ = 0; }

  /// Counts a read or a store of the item as done. Gives its register back after the last one.
  void use(Item item);

 private:
  static constexpr std::uint32_t none = std::numeric_limits<std::uint32_t>::max();

  void collect_uses(const Program& program);
  std::uint32_t base(Item item) const { return item / vectors_; }
  std::uint32_t next_use(Item item) const;

  std::uint32_t vectors_;
  std::uint32_t values_;                ///< items that are values
  std::uint32_t first_slot_;            ///< number of slot 0 among all operands
  std::uint32_t first_temporary_;       ///< number of temporary 0
  std::uint32_t first_constant_;        ///< number of constant 0
  std::vector<std::uint32_t> begin_;    ///< of an operand's uses
  std::vector<std::uint32_t> places_;   ///< when operands are used, one after the other
  std::vector<std::uint32_t> used_;     ///< by item: how often so far
  std::vector<std::uint32_t> holder_;   ///< by item
  std::vector<std::uint32_t> content_;  ///< by register
  std::vector<Register> free_;
  std::uint32_t locked_ = 0;  ///< a bit for each register
};

}  // namespace heatreel::program
