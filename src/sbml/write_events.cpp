// SPDX-License-Identifier: GPL-3.0-or-later
#include "refusal.hpp"
#include "writer.hpp"

#include <fmt/format.h>

namespace heatreel::sbml {

/// Level 2 has no words for these two: an event that was triggered is always carried out, and a
/// trigger that is true at time 0 was true before.
static bool is_persistent(const Trigger& trigger) {
  return trigger.getLevel() < 3 || trigger.getPersistent();
}

static bool is_true_before_start(const Trigger& trigger) {
  return trigger.getLevel() < 3 || trigger.getInitialValue();
}

void Writer::event(const Event& event, int number) {
  const Trigger* const trigger = event.getTrigger();
  const std::string sets = assignments(event);
  if (trigger == nullptr || !trigger->isSetMath() || sets.empty()) {
    return;  // it never happens, or changes nothing
  }
  const auto formula = [&](const ASTNode& math, const SBase& owner) {
    return meaning_.formula(math, Moment::running, owner).text;
  };
  const std::string name =
      event.isSetId() ? event.getId() : names_.fresh(fmt::format("event_{}", number));
  std::string text =
      fmt::format("event {} when {}", quoted(name), formula(*trigger->getMath(), event));
  if (event.isSetDelay() && event.getDelay()->isSetMath()) {
    text += " delay " + formula(*event.getDelay()->getMath(), event);
  }
  if (event.isSetPriority() && event.getPriority()->isSetMath()) {
    text += " priority " + formula(*event.getPriority()->getMath(), event);
  }
  text += is_persistent(*trigger) ? " persistent" : "";
  text += event.getUseValuesFromTriggerTime() ? "" : " late";
  text += is_true_before_start(*trigger) ? "" : " initially false";
  out_.blank();
  if (!description_of(event).empty()) {
    out_.comment(description_of(event));
  }
  out_.statement(text);
  out_.continuation("set " + sets);
}

/// Assignments set what holds an element. A species that is kept as an amount gets the amount that
/// its new concentration means in its compartment as it was before the event.
std::string Writer::assignments(const Event& event) {
  std::string text;
  for (unsigned i = 0; i < event.getNumEventAssignments(); ++i) {
    const EventAssignment& assignment = *event.getEventAssignment(i);
    if (!assignment.isSetMath()) {
      continue;
    }
    const Element& element = *elements_.find(assignment.getVariable());
    Term value = meaning_.formula(*assignment.getMath(), Moment::running, assignment);
    if (element.kept_as_amount && event.isSetDelay() && event.getUseValuesFromTriggerTime()) {
      complain(event, describe(event) + " is not supported",
               fmt::format("it sets the concentration of '{}' after a delay, and the size of its "
                           "compartment may change meanwhile",
                           element.id),
               "Write useValuesFromTriggerTime=\"false\" if that is meant.");
    }
    if (element.kept_as_amount) {
      value = value * meaning_.size_of(element, Moment::running);
    }
    text += fmt::format("{}{} = {}", text.empty() ? "" : ", ", quoted(meaning_.holder(element)),
                        value.text);
  }
  return text;
}

}  // namespace heatreel::sbml
