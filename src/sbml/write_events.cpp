// SPDX-License-Identifier: GPL-3.0-or-later
#include "refusal.hpp"
#include "writer.hpp"

#include <fmt/format.h>

#include "heatreel/base/text.hpp"

namespace heatreel::sbml {

namespace {

/// Level 2 has no words for these two: an event that was triggered is always carried out, and a
/// trigger that is true at time 0 was true before.
bool is_persistent(const Trigger& trigger) {
  return trigger.getLevel() < 3 || trigger.getPersistent();
}

bool is_true_before_start(const Trigger& trigger) {
  return trigger.getLevel() < 3 || trigger.getInitialValue();
}

}  // namespace

void Writer::event(const Event& event, int number) {
  const Trigger* const trigger = event.getTrigger();
  const std::string sets = assignments(event);
  if (trigger == nullptr || !trigger->isSetMath() || sets.empty()) {
    return;  // it never happens, or changes nothing
  }
  const std::string name =
      event.isSetId() ? event.getId() : names_.fresh(fmt::format("event_{}", number));
  std::string text =
      fmt::format("event {} when {}", quoted(name), meaning_.now(*trigger->getMath(), event).text);
  if (const Term delay = delay_of(event); !is_number(delay, 0)) {
    text += " delay " + delay.text;
  }
  if (event.isSetPriority() && event.getPriority()->isSetMath()) {
    text += " priority " + meaning_.now(*event.getPriority()->getMath(), event).text;
  }
  text += is_persistent(*trigger) ? " persistent" : "";
  text += is_late(event) ? " late" : "";
  text += is_true_before_start(*trigger) ? "" : " initially false";
  out_.blank();
  if (!description_of(event).empty()) {
    out_.comment(description_of(event));
  }
  out_.statement(text);
  out_.continuation("set " + sets);
}

Term Writer::delay_of(const Event& event) {
  const bool delayed = event.isSetDelay() && event.getDelay()->isSetMath();
  return delayed ? meaning_.now(*event.getDelay()->getMath(), event) : number(0);
}

/// Whether values are computed when they are assigned. A species that is kept as an amount then
/// gets the amount that its new concentration means; its concentration may be computed earlier only
/// if nothing can happen in between, or if it is a plain number.
bool Writer::is_late(const Event& event) {
  if (!event.getUseValuesFromTriggerTime()) {
    return true;
  }
  const Element* by_size = nullptr;
  bool plain = true;
  for (unsigned i = 0; i < event.getNumEventAssignments(); ++i) {
    const EventAssignment& assignment = *event.getEventAssignment(i);
    if (assignment.isSetMath()) {
      const Element* const element = elements_.find(assignment.getVariable());
      by_size = element->kept_as_amount ? element : by_size;
      plain = plain && base::parse_double(meaning_.now(*assignment.getMath(), assignment).text);
    }
  }
  if (by_size != nullptr && !plain && !is_number(delay_of(event), 0)) {
    complain(event, describe(event) + " is not supported",
             fmt::format("it sets the concentration of '{}' after a delay, and the size of its "
                         "compartment may change meanwhile",
                         by_size->id),
             "Write useValuesFromTriggerTime=\"false\" if that is meant.");
  }
  return by_size != nullptr && plain;
}

std::string Writer::assignments(const Event& event) {
  std::string text;
  for (unsigned i = 0; i < event.getNumEventAssignments(); ++i) {
    const EventAssignment& assignment = *event.getEventAssignment(i);
    if (!assignment.isSetMath()) {
      continue;
    }
    const Element& element = *elements_.find(assignment.getVariable());
    Term value = meaning_.now(*assignment.getMath(), assignment);
    if (element.kept_as_amount) {  // in its compartment as it was before the event
      value = value * meaning_.size_of(element, Moment::running);
    }
    text += fmt::format("{}{} = {}", text.empty() ? "" : ", ", quoted(meaning_.holder(element)),
                        value.text);
  }
  return text;
}

}  // namespace heatreel::sbml
