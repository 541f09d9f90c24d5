// SPDX-License-Identifier: GPL-3.0-or-later
#include "kernel_json.hpp"

#include "forcing.hpp"

#include <algorithm>
#include <memory>
#include <optional>
#include <vector>

#include <fmt/format.h>

#include "heatreel/base/json_text.hpp"

namespace heatreel::solve {

namespace {

using base::json_list;
using base::json_number;
using program::LaneLu;
using program::Operand;
using program::Operation;

// The interpreter in share/explore/machine.mjs knows operations and operands by these numbers.
static_assert(static_cast<int>(Operation::copy) == 0 && static_cast<int>(Operation::add) == 11 &&
              static_cast<int>(Operation::keep) == 25 && static_cast<int>(Operation::solve) == 27);
static_assert(static_cast<int>(Operand::Kind::slot) == 0 &&
              static_cast<int>(Operand::Kind::temporary) == 3);
// And kernel.mjs scales, kinds of phases and conditions.
static_assert(static_cast<int>(metric::Scale::logarithmic) == 2 &&
              static_cast<int>(PhaseKind::tail) == 2 && static_cast<int>(Condition::switched) == 4);

std::string number(std::size_t value) { return fmt::format("{}", value); }

std::string numbers(const std::vector<std::uint32_t>& list) { return json_list(list, number); }

std::string optional(const std::optional<program::Slot>& slot) {
  return slot ? number(*slot) : "null";
}

/// The linear systems of a kernel's programs, each once.
class Systems {
 public:
  std::size_t number_of(const std::shared_ptr<const LaneLu>& system) {
    const auto found = std::ranges::find(list_, system);
    const auto place = static_cast<std::size_t>(found - list_.begin());
    if (found == list_.end()) {
      list_.push_back(system);
    }
    return place;
  }

  std::string to_json() const {
    return json_list(list_, [](const auto& system) {
      return json_list(system->rows(), [](const program::LuRow& row) {
        return fmt::format("[{},{},{}]", row.unknown, numbers(row.columns), numbers(row.groups));
      });
    });
  }

 private:
  std::vector<std::shared_ptr<const LaneLu>> list_;
};

/// An operand as one number.
std::string operand_text(const Operand& operand) {
  return number(operand.index * std::size_t{4} + static_cast<std::size_t>(operand.kind));
}

/// The operation, and its operands; of a call, its number.
std::string instruction_text(const program::Instruction& instruction) {
  const bool is_keep = instruction.operation == Operation::keep;
  const std::size_t count = is_keep ? 2 : program::operands(instruction.operation);
  std::string text = fmt::format("[{}", static_cast<int>(instruction.operation));
  if (instruction.operation >= Operation::factorize) {
    text += fmt::format(",{}", instruction.operands[0].index);
  }
  for (std::size_t i = 0; i < count; ++i) {
    text += "," + operand_text(instruction.operands.at(i));
  }
  return text + "]";
}

std::string program_text(const program::Program& program, Systems& systems) {
  const auto call_text = [&](const program::Call& call) {
    return fmt::format("[{},{},{},{}]", systems.number_of(call.system), call.matrix, call.vector,
                       call.growth);
  };
  const auto output_text = [](const program::Output& output) {
    return fmt::format("{},{}", output.slot, output.value);
  };
  return fmt::format(
      R"({{"code":{},"constants":{},"outputs":{},"calls":{},"temporaries":{},"rare":{}}})",
      json_list(program.instructions, instruction_text), json_list(program.constants, json_number),
      json_list(program.outputs, output_text), json_list(program.calls, call_text),
      program.temporaries, program.rare ? program_text(*program.rare, systems) : "null");
}

std::string path_text(const PathTrace& path) {
  return fmt::format(
      R"({{"time":{},"width":{},"begin":{},"rise":{},"c1":{},"c2":{},"c3":{},"scale":{}}})",
      path.time, path.width, path.begin, path.rise, path.c1, path.c2, path.c3,
      static_cast<int>(path.scale));
}

std::string event_text(const EventSlots& event) {
  return fmt::format(
      R"({{"wasTrue":{},"isTrue":{},"delay":{},"priority":{},"persistent":{},"late":{},"targets":{},"values":{}}})",
      event.was_true, event.is_true, optional(event.delay), optional(event.priority),
      event.persistent, event.late, numbers(event.targets), numbers(event.values));
}

std::string switching_text(const SwitchPrograms& programs, Systems& systems) {
  const auto text = [&](const program::Program& one) { return program_text(one, systems); };
  return fmt::format(
      R"({{"leave":{},"enter":{},"corners":{},"stop":{},"count":{},"since":{},"events":{}}})",
      text(programs.leave), text(programs.enter), json_list(programs.corners, text), programs.stop,
      programs.count, programs.since, json_list(programs.events, event_text));
}

}  // namespace

std::string to_json(const Kernel& kernel) {
  Systems systems;
  const auto text = [&](const program::Program& one) { return program_text(one, systems); };
  const auto phase_text = [&](const Phase& phase) {
    return fmt::format(R"({{"kind":{},"target":{},"program":{}}})", static_cast<int>(phase.kind),
                       json_number(phase.target), text(phase.program));
  };
  const auto memory_text = [](const InitialNumber& row) {
    return fmt::format("[{},{}]", row.slot, json_number(row.value));
  };
  std::string json = fmt::format(
      R"({{"slots":{},"begin":{},"takeOver":{},"scan":{},"samples":{},"phases":{},"finish":{})",
      kernel.slots, text(kernel.begin), text(kernel.take_over),
      kernel.scan ? text(*kernel.scan) : "null", forcing_samples,
      json_list(kernel.phases, phase_text), text(kernel.finish));
  json += fmt::format(
      R"(,"parameters":{},"results":{},"solution":{},"time":{},"steps":{},"condition":{},"limit":{})",
      numbers(kernel.parameters), numbers(kernel.results), numbers(kernel.solution), kernel.time,
      kernel.steps, kernel.condition, kernel.limit);
  const auto tail_begin = kernel.carried_in(PhaseKind::transient).size();
  std::vector<InitialNumber> tail;
  for (std::size_t i = 0; i < kernel.tail.size(); ++i) {
    tail.push_back({kernel.carried[tail_begin + i], kernel.tail[i]});
  }
  json += fmt::format(
      R"(,"maxSteps":{},"memory":{},"tail":{},"paths":{},"coordinates":{},"switching":{})",
      json_number(kernel.max_steps), json_list(kernel.memory, memory_text),
      json_list(tail, memory_text), json_list(kernel.state_traces, path_text),
      numbers(kernel.coordinates),
      kernel.switching ? switching_text(*kernel.switching, systems) : "null");
  return json + fmt::format(R"(,"systems":{}}})", systems.to_json());
}

std::string rows_to_json(const Kernel& from, const Kernel& to) {
  return json_list(to.rows, [&](const auto& row) {
    return fmt::format("[{},{}]", from.rows.at(row.first), row.second);
  });
}

std::string to_json(const DerivedProgram& derived) {
  Systems systems;
  return fmt::format(
      R"({{"slots":{},"program":{},"parameters":{},"states":{},"time":{},"derived":{},"systems":[]}})",
      derived.slots, program_text(derived.program, systems), numbers(derived.parameters),
      numbers(derived.states), derived.time, numbers(derived.derived));
}

}  // namespace heatreel::solve
