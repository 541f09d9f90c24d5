// SPDX-License-Identifier: GPL-3.0-or-later
#include "register_file.hpp"

#include <algorithm>

#include "heatreel/base/contract.hpp"

namespace heatreel::program {

namespace {

/// One more than the largest slot that a program names.
std::uint32_t slots_of(const Program& program) {
  std::uint32_t slots = 0;
  for (const Instruction& instruction : program.instructions) {
    for (std::size_t i = 0; i < operands(instruction.operation); ++i) {
      if (instruction.operands[i].kind == Operand::Kind::slot) {
        slots = std::max(slots, instruction.operands[i].index + 1);
      }
    }
  }
  return slots;
}

}  // namespace

RegisterFile::RegisterFile(const Program& program, std::uint32_t vectors, std::uint32_t registers)
    : vectors_(vectors),
      values_(static_cast<std::uint32_t>(program.instructions.size()) * vectors),
      first_slot_(static_cast<std::uint32_t>(program.instructions.size())),
      first_temporary_(first_slot_ + slots_of(program)),
      first_constant_(first_temporary_ + program.temporaries),
      content_(registers, none) {
  collect_uses(program);
  used_.assign(std::size_t{vectors_} * (begin_.size() - 1), 0);
  holder_.assign(used_.size(), none);
  for (Register own = registers; own-- > 0;) {
    free_.push_back(own);
  }
}

/// Instruction i reads at 2i; what can be stored after it is stored at 2i + 1.
void RegisterFile::collect_uses(const Program& program) {
  struct Use {
    std::uint32_t operand;
    std::uint32_t place;
  };
  std::vector<Use> uses;
  const auto stores = store_points(program);
  for (std::uint32_t i = 0; i < program.instructions.size(); ++i) {
    const Instruction& instruction = program.instructions[i];
    for (std::size_t k = 0; k < operands(instruction.operation); ++k) {
      uses.push_back({base(item(instruction.operands[k], 0)), 2 * i});
    }
    for (const std::uint32_t output : stores[i]) {
      uses.push_back({program.outputs[output].value, 2 * i + 1});
    }
  }
  begin_.assign(first_constant_ + program.constants.size() + 1, 0);
  for (const Use& use : uses) {
    ++begin_[use.operand + 1];
  }
  for (std::size_t i = 1; i < begin_.size(); ++i) {
    begin_[i] += begin_[i - 1];
  }
  places_.resize(uses.size());
  std::vector<std::uint32_t> next(begin_.begin(), begin_.end() - 1);
  for (const Use& use : uses) {
    places_[next[use.operand]++] = use.place;
  }
}

Item RegisterFile::item(const Operand& operand, std::uint32_t vector) const {
  switch (operand.kind) {
    case Operand::Kind::value:
      return operand.index * vectors_ + vector;
    case Operand::Kind::slot:
      return (first_slot_ + operand.index) * vectors_ + vector;
    case Operand::Kind::temporary:
      return (first_temporary_ + operand.index) * vectors_ + vector;
    case Operand::Kind::constant:
      break;
  }
  return (first_constant_ + operand.index) * vectors_;
}

std::optional<Register> RegisterFile::holder(Item item) const {
  return holder_[item] == none ? std::nullopt : std::optional(holder_[item]);
}

/// All vectors share a constant, so each use counts once a vector.
std::uint32_t RegisterFile::uses_left(Item item) const {
  const std::uint32_t once = begin_[base(item) + 1] - begin_[base(item)];
  const bool shared = base(item) >= first_constant_;
  return (shared ? once * vectors_ : once) - used_[item];
}

std::uint32_t RegisterFile::next_use(Item item) const {
  if (uses_left(item) == 0) {
    return none;
  }
  const bool shared = base(item) >= first_constant_;
  return places_[begin_[base(item)] + (shared ? used_[item] / vectors_ : used_[item])];
}

RegisterFile::Grant RegisterFile::take() {
  Grant grant;
  if (!free_.empty()) {
    grant.own = free_.back();
    free_.pop_back();
  } else {
    std::optional<Register> last;
    for (Register own = 0; own < content_.size(); ++own) {
      const bool movable = (locked_ >> own & 1U) == 0 && content_[own] != none;
      if (movable && (!last || next_use(content_[own]) > next_use(content_[*last]))) {
        last = own;
      }
    }
    HEATREEL_REQUIRE(last.has_value());
    grant = {*last, content_[*last]};
    holder_[*grant.evicted] = none;
  }
  content_[grant.own] = none;
  return grant;
}

void RegisterFile::give(Register own, Item item) {
  holder_[item] = own;
  content_[own] = item;
}

void RegisterFile::rename(Item from, Item to) {
  const Register own = holder_[from];
  holder_[from] = none;
  holder_[to] = own;
  content_[own] = to;
}

void RegisterFile::release(Register own) {
  if (content_[own] != none) {
    holder_[content_[own]] = none;
  }
  content_[own] = none;
  free_.push_back(own);
}

std::vector<Item> RegisterFile::held() const {
  std::vector<Item> items;
  for (const std::uint32_t item : content_) {
    if (item != none) {
      items.push_back(item);
    }
  }
  return items;
}

void RegisterFile::use(Item item) {
  ++used_[item];
  if (uses_left(item) == 0 && holder_[item] != none) {
    release(holder_[item]);
  }
}

}  // namespace heatreel::program
