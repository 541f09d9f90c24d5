// SPDX-License-Identifier: GPL-3.0-or-later
#include "refusal.hpp"

#include <fmt/format.h>

namespace heatreel::sbml {

namespace {

/// The kind of an element in plain words.
std::string kind_of(const SBase& element) {
  switch (element.getTypeCode()) {
    case SBML_ASSIGNMENT_RULE:
      return "assignment rule";
    case SBML_RATE_RULE:
      return "rate rule";
    case SBML_ALGEBRAIC_RULE:
      return "algebraic rule";
    case SBML_INITIAL_ASSIGNMENT:
      return "initial assignment";
    case SBML_FUNCTION_DEFINITION:
      return "function";
    case SBML_SPECIES_REFERENCE:
      return "species reference";
    case SBML_EVENT_ASSIGNMENT:
      return "event assignment";
    case SBML_KINETIC_LAW:
      return "kinetic law";
    default:
      return element.getElementName();
  }
}

}  // namespace

void complain(const SBase& element, const std::string& problem, const std::string& why,
              const std::string& suggestion) {
  throw Refusal(element.getLine(), {problem, why, suggestion});
}

std::string describe(const SBase& element) {
  std::string kind = kind_of(element);
  if (const auto* rule = dynamic_cast<const Rule*>(&element); rule && rule->isSetVariable()) {
    return fmt::format("{} of '{}'", kind, rule->getVariable());
  }
  if (const auto* start = dynamic_cast<const InitialAssignment*>(&element)) {
    return fmt::format("{} of '{}'", kind, start->getSymbol());
  }
  if (const auto* assignment = dynamic_cast<const EventAssignment*>(&element)) {
    return fmt::format("{} of '{}'", kind, assignment->getVariable());
  }
  const bool owned = element.getTypeCode() == SBML_KINETIC_LAW;
  const SBase* const named = owned ? element.getAncestorOfType(SBML_REACTION) : &element;
  const std::string id = named == nullptr ? "" : named->getId();
  if (id.empty()) {
    return kind;
  }
  return owned ? fmt::format("{} of reaction '{}'", kind, id) : fmt::format("{} '{}'", kind, id);
}

}  // namespace heatreel::sbml
