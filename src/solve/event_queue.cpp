// SPDX-License-Identifier: GPL-3.0-or-later
#include "event_queue.hpp"

#include <algorithm>
#include <limits>
#include <utility>

namespace heatreel::solve {

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

/// The finalizer of SplitMix64 (Steele, Lea & Flood, OOPSLA 2014).
std::uint64_t mixed(std::uint64_t number) {
  number *= 0x9e3779b97f4a7c15U;
  number = (number ^ (number >> 30U)) * 0xbf58476d1ce4e5b9U;
  number = (number ^ (number >> 27U)) * 0x94d049bb133111ebU;
  return number ^ (number >> 31U);
}

std::vector<double> read(const CellBlock& block, std::size_t lane,
                         const std::vector<program::Slot>& slots) {
  std::vector<double> numbers(slots.size());
  block.read(lane, slots, numbers.data());
  return numbers;
}

}  // namespace

bool EventQueue::step(const std::vector<EventSlots>& events, std::size_t cell, CellBlock& block,
                      std::size_t lane, double time) {
  for (std::size_t event = 0; event < events.size(); ++event) {
    look_at_trigger(events[event], event, cell, block, lane, time);
  }
  const auto found = waiting_.find(cell);
  if (found == waiting_.end()) {
    return false;
  }
  const std::size_t number = choose(events, cell, block, lane, time);
  if (number == found->second.size()) {
    return false;
  }
  const auto chosen = found->second.begin() + static_cast<std::ptrdiff_t>(number);
  const EventSlots& event = events[chosen->event];
  const std::vector<double> values =
      event.late ? read(block, lane, event.values) : std::move(chosen->values);
  found->second.erase(chosen);
  block.write(lane, event.targets, values.data());
  return true;
}

/// The number of the waiting event that is carried out next; how many wait if none is due.
std::size_t EventQueue::choose(const std::vector<EventSlots>& events, std::size_t cell,
                               const CellBlock& block, std::size_t lane, double time) {
  const std::vector<Waiting>& waiting = waiting_.at(cell);
  const auto priority = [&](std::size_t i) {
    const auto& slot = events[waiting[i].event].priority;
    return slot ? block.at(*slot, lane) : -infinity;
  };
  std::vector<std::size_t> first;  // those of the highest priority
  for (std::size_t i = 0; i < waiting.size(); ++i) {
    if (waiting[i].due <= time) {
      if (!first.empty() && priority(i) > priority(first.front())) {
        first.clear();
      }
      if (first.empty() || priority(i) == priority(first.front())) {
        first.push_back(i);
      }
    }
  }
  if (first.empty()) {
    return waiting.size();
  }
  if (first.size() == 1 || priority(first.front()) == -infinity) {
    return *std::min_element(first.begin(), first.end(), [&](std::size_t a, std::size_t b) {
      return waiting[a].event < waiting[b].event;
    });
  }
  return first[mixed(++draws_[cell]) % first.size()];
}

void EventQueue::forget(std::size_t cell) {
  waiting_.erase(cell);
  draws_.erase(cell);
}

void EventQueue::clear() {
  waiting_.clear();
  draws_.clear();
}

/// A trigger that becomes true makes its event wait; one that becomes false ends the waiting of an
/// event that is not persistent.
void EventQueue::look_at_trigger(const EventSlots& slots, std::size_t event, std::size_t cell,
                                 CellBlock& block, std::size_t lane, double time) {
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
