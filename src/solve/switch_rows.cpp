// SPDX-License-Identifier: GPL-3.0-or-later
#include "switch_rows.hpp"

#include "attempt.hpp"

#include <optional>

namespace heatreel::solve {

using expr::NodeId;

SwitchRows::SwitchRows(const Switching& by, std::size_t phases, std::vector<EventRows> event_rows)
    : corners(phases),
      events(std::move(event_rows)),
      switching_(by),
      second_(by.switches.graph(), "#second half"),
      count_(by.switches.graph(), "#switches"),
      since_(by.switches.graph(), "#since") {
  for (std::map<NodeId, NodeId>& rows : corners) {
    rows[second_.id()] = (1.0 - second_).id();
  }
}

metric::Segment SwitchRows::add_corner(const Flow& flow, const Entry& entry,
                                       const std::string& name, const model::Quantity& quantity,
                                       metric::Reading reading) {
  const Corner corner(switching_.switches.graph(), name);
  if (remembered_.insert(name).second) {
    // In a map, a quantity has no slope that a jump would change.
    const Values none(flow.size(), flow.time().number(0.0));
    const Values slopes = reading == metric::Reading::samples ? none : slope_rows(flow);
    const Sample before = sample_of(flow, flow.time(), slopes, quantity);
    const Sample after =
        sample_of(flow, flow.time(), entry.slopes().empty() ? none : entry.slopes(), quantity);
    const Values entered = entry.here({after.value, after.slope});
    leave.push_back({corner.begin.id(), before.value.id()});
    leave.push_back({corner.slope_begin.id(), before.slope.id()});
    enter.push_back({corner.end.id(), entered[0].id()});
    enter.push_back({corner.slope_end.id(), entered[1].id()});
  }
  return segment_of(flow, corner, second_, quantity, reading);
}

std::vector<std::pair<NodeId, double>> SwitchRows::begin() const {
  std::vector<std::pair<NodeId, double>> rows;
  for (const std::vector<program::Assignment>* const assignments : {&leave, &enter}) {
    for (const program::Assignment& assignment : *assignments) {
      rows.emplace_back(assignment.target, 0.0);
    }
  }
  for (const Value row : {second_, count_, since_}) {
    rows.emplace_back(row.id(), 0.0);
  }
  for (std::size_t i = 0; i < switching_.events.size(); ++i) {
    rows.emplace_back(switching_.trigger_row(i).id(),
                      switching_.events[i].initially_true ? 1.0 : 0.0);
  }
  return rows;
}

void SwitchRows::collect_values(std::vector<NodeId>& values) const {
  for (const std::vector<program::Assignment>* const assignments : {&leave, &enter}) {
    for (const program::Assignment& assignment : *assignments) {
      values.push_back(assignment.value);
    }
  }
  for (const std::map<NodeId, NodeId>& rows : corners) {
    for (const auto& [row, value] : rows) {
      values.push_back(value);
    }
  }
}

SwitchPrograms SwitchRows::compile(expr::Graph& graph, const program::NodeSet& invariants,
                                   program::SlotTable& slots) const {
  const auto compiled = [&](const std::vector<program::Assignment>& rows) {
    return program::compile(graph, rows, invariants, slots);
  };
  SwitchPrograms programs;
  programs.leave = compiled(leave);
  programs.enter = compiled(enter);
  for (const std::map<NodeId, NodeId>& corner : corners) {
    std::vector<program::Assignment> rows;
    for (const auto& [row, value] : corner) {
      rows.push_back({row, value});
    }
    programs.corners.push_back(compiled(rows));
  }
  programs.stop = slots.at(Progress(graph).stop.id());
  programs.count = slots.at(count_.id());
  programs.since = slots.at(since_.id());
  for (std::size_t i = 0; i < events.size(); ++i) {
    programs.events.push_back(slots_of(i, slots));
  }
  return programs;
}

EventSlots SwitchRows::slots_of(std::size_t number, const program::SlotTable& slots) const {
  const model::Event& event = switching_.events[number];
  const EventRows& rows = events[number];
  const auto optional = [&](const std::optional<Value>& row) {
    return row ? std::optional(slots.at(row->id())) : std::nullopt;
  };
  EventSlots result{slots.at(switching_.trigger_row(number).id()),
                    slots.at(rows.trigger.id()),
                    optional(rows.delay),
                    optional(rows.priority),
                    event.persistent,
                    event.late,
                    {},
                    {}};
  for (std::size_t i = 0; i < event.assignments.size(); ++i) {
    result.targets.push_back(slots.at(rows.targets[i].id()));
    result.values.push_back(slots.at(rows.coordinates[i].id()));
  }
  return result;
}

}  // namespace heatreel::solve
