// SPDX-License-Identifier: GPL-3.0-or-later
#include "event_queue.hpp"

#include <algorithm>
#include <limits>
#include <utility>

namespace heatreel::solve {

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

std::vector<double> read(const CellBlock& block, std::size_t lane,
                         const std::vector<program::Slot>& slots) {
  std::vector<double> numbers(slots.size());
  block.read(lane, slots, numbers.data());
  return numbers;
}

}  // namespace

bool EventQueue::step(std::size_t cell, CellBlock& block, std::size_t lane, double time) {
  for (std::size_t event = 0; event < events_.size(); ++event) {
    look_at_trigger(event, cell, block, lane, time);
  }
  const auto found = waiting_.find(cell);
  if (found == waiting_.end()) {
    return false;
  }
  std::vector<Waiting>& waiting = found->second;
  const auto priority = [&](const Waiting& one) {
    const auto& slot = events_[one.event].priority;
    return slot ? block.at(*slot, lane) : -infinity;
  };
  auto chosen = waiting.end();
  for (auto one = waiting.begin(); one != waiting.end(); ++one) {
    const bool first = chosen == waiting.end() || priority(*one) > priority(*chosen) ||
                       (priority(*one) == priority(*chosen) && one->event < chosen->event);
    if (one->due <= time && first) {
      chosen = one;
    }
  }
  if (chosen == waiting.end()) {
    return false;
  }
  const EventSlots& event = events_[chosen->event];
  const std::vector<double> values =
      event.late ? read(block, lane, event.values) : std::move(chosen->values);
  waiting.erase(chosen);
  block.write(lane, event.targets, values.data());
  return true;
}

/// A trigger that becomes true makes its event wait; one that becomes false ends the waiting of an
/// event that is not persistent.
void EventQueue::look_at_trigger(std::size_t event, std::size_t cell, CellBlock& block,
                                 std::size_t lane, double time) {
  const EventSlots& slots = events_[event];
  const bool was_true = block.at(slots.was_true, lane) != 0.0;
  const bool is_true = block.at(slots.is_true, lane) != 0.0;
  block.at(slots.was_true, lane) = is_true ? 1.0 : 0.0;
  if (is_true && !was_true) {
    const double delay = slots.delay ? block.at(*slots.delay, lane) : 0.0;
    std::vector<double> values;
    if (!slots.late) {
      values = read(block, lane, slots.values);
    }
    waiting_[cell].push_back({event, time + delay, std::move(values)});
  }
  const auto found = waiting_.find(cell);
  if (!is_true && !slots.persistent && found != waiting_.end()) {
    std::erase_if(found->second, [&](const Waiting& one) { return one.event == event; });
  }
}

double EventQueue::next(std::size_t cell) const {
  const auto found = waiting_.find(cell);
  double due = infinity;
  if (found != waiting_.end()) {
    for (const Waiting& one : found->second) {
      due = std::min(due, one.due);
    }
  }
  return due;
}

}  // namespace heatreel::solve
