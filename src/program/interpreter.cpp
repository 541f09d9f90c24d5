// SPDX-License-Identifier: GPL-3.0-or-later
// Compiled once for each SIMD target that Highway knows for this processor family; the best one
// that the processor at hand has is chosen when the program runs.
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "program/interpreter.cpp"
#include <hwy/foreach_target.h>
// What follows is compiled for each target.
#include "interpreter.hpp"
#include "power-inl.hpp"
#include "vector_math-inl.hpp"

#include <utility>

#include <hwy/highway.h>

#include "heatreel/program/executor.hpp"

HWY_BEFORE_NAMESPACE();
namespace heatreel::program::HWY_NAMESPACE {

using Tag = hn::CappedTag<double, 8>;
using V = hn::Vec<Tag>;

/// Calls visitor.of<number of operands>(function) with what an operation does to vectors.
template <class Visitor>
HWY_INLINE void visit_elementary(Operation operation, Visitor visitor) {
  switch (operation) {
    case Operation::log:
      return visitor.template of<1>([](V x) HWY_ATTR { return guarded_log(Tag(), x); });
    case Operation::sin:
      return visitor.template of<1>([](V x) HWY_ATTR { return guarded_sin(Tag(), x); });
    case Operation::cos:
      return visitor.template of<1>([](V x) HWY_ATTR { return guarded_cos(Tag(), x); });
    case Operation::tan:
      return visitor.template of<1>([](V x) HWY_ATTR { return guarded_tan(Tag(), x); });
    case Operation::atan:
      return visitor.template of<1>([](V x) HWY_ATTR { return guarded_atan(Tag(), x); });
    case Operation::tanh:
      return visitor.template of<1>([](V x) HWY_ATTR { return guarded_tanh(Tag(), x); });
    case Operation::power:
      return visitor.template of<2>([](V x, V y) HWY_ATTR { return power(Tag(), x, y); });
    default:
      HWY_ABORT("not an elementary function");
  }
}

/// The same for comparisons.
template <class Visitor>
HWY_INLINE void visit_select(Operation operation, Visitor visitor) {
  switch (operation) {
    case Operation::select_less:
      return visitor.template of<4>([](V a, V b, V yes, V no)
                                        HWY_ATTR { return hn::IfThenElse(hn::Lt(a, b), yes, no); });
    case Operation::select_less_equal:
      return visitor.template of<4>([](V a, V b, V yes, V no)
                                        HWY_ATTR { return hn::IfThenElse(hn::Le(a, b), yes, no); });
    case Operation::select_equal:
      return visitor.template of<4>([](V a, V b, V yes, V no)
                                        HWY_ATTR { return hn::IfThenElse(hn::Eq(a, b), yes, no); });
    default:
      return visitor.template of<4>([](V a, V b, V yes, V no)
                                        HWY_ATTR { return hn::IfThenElse(hn::Eq(a, b), no, yes); });
  }
}

/// The same for all operations.
template <class Visitor>
HWY_INLINE void visit(Operation operation, Visitor visitor) {
  switch (operation) {
    case Operation::copy:
    case Operation::keep:
      return visitor.template of<1>([](V a) HWY_ATTR { return a; });
    case Operation::abs:
      return visitor.template of<1>([](V a) HWY_ATTR { return hn::Abs(a); });
    case Operation::sqrt:
      return visitor.template of<1>([](V a) HWY_ATTR { return hn::Sqrt(a); });
    case Operation::floor:
      return visitor.template of<1>([](V a) HWY_ATTR { return hn::Floor(a); });
    case Operation::exponent_bits:
      return visitor.template of<1>([](V a) HWY_ATTR {
        const hn::RebindToUnsigned<Tag> bits;
        return hn::BitCast(Tag(), hn::ShiftLeft<52>(hn::BitCast(bits, a)));
      });
    case Operation::add:
      return visitor.template of<2>([](V a, V b) HWY_ATTR { return hn::Add(a, b); });
    case Operation::subtract:
      return visitor.template of<2>([](V a, V b) HWY_ATTR { return hn::Sub(a, b); });
    case Operation::multiply:
      return visitor.template of<2>([](V a, V b) HWY_ATTR { return hn::Mul(a, b); });
    case Operation::divide:
      return visitor.template of<2>([](V a, V b) HWY_ATTR { return hn::Div(a, b); });
    case Operation::min:
      return visitor.template of<2>([](V a, V b)
                                        HWY_ATTR { return hn::IfThenElse(hn::Lt(a, b), a, b); });
    case Operation::max:
      return visitor.template of<2>([](V a, V b)
                                        HWY_ATTR { return hn::IfThenElse(hn::Gt(a, b), a, b); });
    case Operation::multiply_add:
      return visitor.template of<3>([](V a, V b, V c) HWY_ATTR { return hn::MulAdd(a, b, c); });
    case Operation::multiply_subtract:
      return visitor.template of<3>([](V a, V b, V c) HWY_ATTR { return hn::MulSub(a, b, c); });
    case Operation::negative_multiply_add:
      return visitor.template of<3>([](V a, V b, V c) HWY_ATTR { return hn::NegMulAdd(a, b, c); });
    case Operation::select_less:
    case Operation::select_less_equal:
    case Operation::select_equal:
    case Operation::select_not_equal:
      return visit_select(operation, visitor);
    default:
      return visit_elementary(operation, visitor);
  }
}

/// Applies a function to rows, vector by vector.
struct OverRows {
  std::array<Row, 4> operands;
  Row result;
  std::size_t groups;

  template <std::size_t count, class Function>
  HWY_INLINE void of(Function function) const {
    apply(function, std::make_index_sequence<count>());
  }

  template <class Function, std::size_t... Index>
  HWY_INLINE void apply(Function function, std::index_sequence<Index...> /*which*/) const {
    const Tag d;
    for (std::size_t group = 0; group < groups; ++group) {
      for (std::size_t lane = 0; lane < group_lanes; lane += hn::Lanes(d)) {
        hn::Store(
            function(hn::Load(d, operands[Index].first + group * operands[Index].stride + lane)...),
            d, result.first + group * result.stride + lane);
      }
    }
  }
};

void run_steps(std::span<const Step> steps, const Rows& rows) {
  for (const Step& step : steps) {
    OverRows over{{}, rows.at(step.result), rows.groups};
    for (std::size_t i = 0; i < step.operands.size(); ++i) {
      over.operands[i] = rows.at(step.operands[i]);
    }
    visit(step.operation, over);
  }
}

/// Applies a function to single vectors, through a pointer.
template <class Function>
void call_unary(const double* a, const double* /*b*/, double* result) {
  hn::Store(Function()(hn::Load(Tag(), a)), Tag(), result);
}
template <class Function>
void call_binary(const double* a, const double* b, double* result) {
  hn::Store(Function()(hn::Load(Tag(), a), hn::Load(Tag(), b)), Tag(), result);
}

struct TakePointer {
  VectorFunction* pointer;

  template <std::size_t count, class Function>
  HWY_INLINE void of(Function /*function*/) const {
    if constexpr (count == 1) {
      *pointer = &call_unary<Function>;
    } else {
      *pointer = &call_binary<Function>;
    }
  }
};

VectorFunction pointer_to(Operation operation) {
  VectorFunction pointer = nullptr;
  visit_elementary(operation, TakePointer{&pointer});
  return pointer;
}

std::int64_t present_target() { return HWY_TARGET; }

}  // namespace heatreel::program::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
#include <algorithm>
#include <vector>

namespace heatreel::program {

namespace {

HWY_EXPORT(run_steps);
HWY_EXPORT(pointer_to);
HWY_EXPORT(present_target);

/// Turns a program into steps: gives each value a place, in the slot it is stored to if that is
/// free by then, else in a row of scratch that is used again after the value's last use.
class StepBuilder {
 public:
  explicit StepBuilder(const Program& program)
      : program_(program),
        last_(last_uses(program)),
        stores_(store_points(program)),
        places_(last_.size()) {
    for (std::uint32_t i = 0; i < program.instructions.size(); ++i) {
      add_instruction(i);
      add_stores(i);
    }
  }

  std::vector<Step> steps() && { return std::move(steps_); }
  std::size_t rows() const { return rows_; }

 private:
  void add_instruction(std::uint32_t number) {
    const Instruction& instruction = program_.instructions[number];
    if (instruction.operation >= Operation::factorize) {
      steps_.push_back({instruction.operation, instruction.operands, {}});
      return;
    }
    Step step;
    step.operation = instruction.operation;
    step.result = places_[number] = place_for(number);
    for (std::size_t i = 0; i < operands(instruction.operation); ++i) {
      const Operand& operand = instruction.operands[i];
      const bool value = operand.kind == Operand::Kind::value;
      step.operands[i] = value ? places_[operand.index] : operand;
    }
    for (std::size_t i = 0; i < operands(instruction.operation); ++i) {
      release(instruction.operands[i], number);
    }
    steps_.push_back(step);
  }

  void add_stores(std::uint32_t number) {
    for (const std::uint32_t output : stores_[number]) {
      const auto [slot, value] = program_.outputs[output];
      const Place target{Place::Kind::slot, slot};
      if (!(places_[value] == target)) {
        steps_.push_back({Operation::copy, {places_[value]}, target});
      }
    }
  }

  Place place_for(std::uint32_t number) {
    if (program_.instructions[number].operation == Operation::keep) {
      return program_.instructions[number].operands[1];
    }
    for (const std::uint32_t output : stores_[number]) {
      if (program_.outputs[output].value == number) {
        return {Place::Kind::slot, program_.outputs[output].slot};
      }
    }
    if (free_.empty()) {
      return {Place::Kind::value, rows_++};
    }
    const Place place{Place::Kind::value, free_.back()};
    free_.pop_back();
    return place;
  }

  void release(const Operand& operand, std::uint32_t number) {
    if (operand.kind == Operand::Kind::value && last_[operand.index] == number) {
      last_[operand.index] = 0;  // once, also if the instruction reads it twice
      if (places_[operand.index].kind == Place::Kind::value) {
        free_.push_back(places_[operand.index].index);
      }
    }
  }

  const Program& program_;
  std::vector<std::uint32_t> last_;
  std::vector<std::vector<std::uint32_t>> stores_;
  std::vector<Place> places_;  ///< of each value
  std::vector<std::uint32_t> free_;
  std::vector<Step> steps_;
  std::uint32_t rows_ = 0;  ///< of scratch
};

class Interpreter final : public Code {
 public:
  explicit Interpreter(const Program& program) {
    StepBuilder builder(program);
    rows_ = builder.rows();
    if (program.rare) {
      StepBuilder rare(*program.rare);
      rows_ = std::max(rows_, rare.rows());
      rare_ = std::move(rare).steps();
      condition_ = program.condition;
    }
    constants_ = make_groups(program.constants.size());
    for (std::size_t i = 0; i < program.constants.size(); ++i) {
      std::fill_n(constants_.get() + i * group_lanes, group_lanes, program.constants[i]);
    }
    temporary_rows_ = program.temporaries;
    calls_ = program.calls;
    steps_ = std::move(builder).steps();
  }

  std::size_t scratch_groups() const override { return (rows_ + temporary_rows_) * all_groups; }

  void run(LaneMemory& memory, double* scratch, std::int64_t times,
           std::size_t count) const override {
    const Rows rows{{memory.data(), memory.slots() * group_lanes},
                    {scratch, rows_ * group_lanes},
                    {constants_.get(), 0},
                    {scratch + rows_ * all_groups * group_lanes, temporary_rows_ * group_lanes},
                    (count + group_lanes - 1) / group_lanes};
    for (std::int64_t i = 0; i < times; ++i) {
      run_once(rows);
    }
  }

 private:
  /// From call to call.
  void run_once(const Rows& rows) const {
    const auto is_call = [](const Step& step) { return step.operation >= Operation::factorize; };
    for (auto begin = steps_.begin(); begin != steps_.end();) {
      const auto end = std::find_if(begin, steps_.end(), is_call);
      HWY_DYNAMIC_DISPATCH(run_steps)({begin, end}, rows);
      if (end == steps_.end()) {
        break;
      }
      carry_out(calls_[end->operands[0].index], rows);
      begin = end + 1;
    }
    if (!rare_.empty() && happens(rows)) {
      HWY_DYNAMIC_DISPATCH(run_steps)(rare_, rows);
    }
  }

  /// Whether the rare part's condition holds in any lane.
  bool happens(const Rows& rows) const {
    const Row row = rows.at({Place::Kind::temporary, condition_});
    for (std::size_t group = 0; group < rows.groups; ++group) {
      const double* const first = row.first + group * row.stride;
      if (std::any_of(first, first + group_lanes, [](double lane) { return lane != 0.0; })) {
        return true;
      }
    }
    return false;
  }

  static void carry_out(const Call& call, const Rows& rows) {
    for (std::size_t group = 0; group < rows.groups; ++group) {
      const auto row = [&](std::uint32_t number) {
        return rows.temporaries.first + group * rows.temporaries.stride +
               std::size_t{number} * group_lanes;
      };
      if (call.operation == Operation::factorize) {
        call.system->factorize(row(call.matrix), row(call.vector), row(call.growth));
      } else {
        call.system->solve(row(call.matrix), row(call.vector));
      }
    }
  }

  static constexpr std::size_t all_groups = lanes / group_lanes;

  std::vector<Step> steps_;
  std::vector<Step> rare_;
  std::uint32_t condition_ = 0;     ///< of the rare part
  std::size_t rows_ = 0;            ///< for values that wait, a group each
  std::size_t temporary_rows_ = 0;  ///< a group each
  Groups constants_;
  std::vector<Call> calls_;
};

}  // namespace

SharedCode make_interpreter(const Program& program) {
  return std::make_shared<Interpreter>(program);
}

VectorFunction vector_function(Operation operation) {
  return HWY_DYNAMIC_DISPATCH(pointer_to)(operation);
}

std::int64_t interpreter_target() { return HWY_DYNAMIC_DISPATCH(present_target)(); }

}  // namespace heatreel::program
#endif
