// SPDX-License-Identifier: GPL-3.0-or-later
#include "elements.hpp"

#include "refusal.hpp"

#include <fmt/format.h>

namespace heatreel::sbml {

namespace {

/// Nothing if the file does not give the value.
std::optional<double> given(bool is_set, double value) {
  return is_set ? std::optional(value) : std::nullopt;
}

/// SBML's Level 3 leaves it open what a compartment without dimensions is; it is taken as a volume.
bool is_point(const Compartment& compartment) {
  return compartment.isSetSpatialDimensions() && compartment.getSpatialDimensionsAsDouble() == 0;
}

template <class List>
std::size_t size_of(const List* list) {
  return list == nullptr ? 0 : list->size();
}

}  // namespace

bool is_state(const Element& element) {
  return element.change != Change::never && element.change != Change::assigned;
}

bool is_unknown(const Element& element) {
  return element.change == Change::never && element.start == nullptr && !element.value;
}

Elements::Elements(const Model& file) : file_(file) {
  std::size_t stoichiometries = 0;
  for (unsigned i = 0; i < file.getNumReactions(); ++i) {
    stoichiometries += size_of(file.getReaction(i)->getListOfReactants());
    stoichiometries += size_of(file.getReaction(i)->getListOfProducts());
  }
  // Elements refer to each other, so they must not move.
  elements_.reserve(file.getNumCompartments() + file.getNumSpecies() + file.getNumParameters() +
                    stoichiometries);
  for (unsigned i = 0; i < file.getNumCompartments(); ++i) {
    const Compartment& compartment = *file.getCompartment(i);
    add(compartment.getId(), compartment, given(compartment.isSetSize(), compartment.getSize()));
  }
  for (unsigned i = 0; i < file.getNumSpecies(); ++i) {
    add_species(*file.getSpecies(i));
  }
  for (unsigned i = 0; i < file.getNumParameters(); ++i) {
    const Parameter& parameter = *file.getParameter(i);
    add(parameter.getId(), parameter, given(parameter.isSetValue(), parameter.getValue()));
  }
  for (unsigned i = 0; i < file.getNumReactions(); ++i) {
    add_stoichiometries(*file.getReaction(i)->getListOfReactants());
    add_stoichiometries(*file.getReaction(i)->getListOfProducts());
  }
  note_changes();
  note_reactions();
  note_events();
  decide_amounts();
  assume_values();
}

const Element* Elements::find(const std::string& id) const {
  const auto found = numbers_.find(id);
  return found == numbers_.end() ? nullptr : &elements_[found->second];
}

void Elements::add(const std::string& id, const SBase& object, std::optional<double> value) {
  if (!numbers_.emplace(id, elements_.size()).second) {
    complain(object, fmt::format("the id '{}' is given twice", id));
  }
  Element element;
  element.id = id;
  element.object = &object;
  element.value = value;
  elements_.push_back(element);
}

void Elements::add_species(const Species& species) {
  const Element* const home = find(species.getCompartment());
  if (home == nullptr || home->species != nullptr) {
    complain(species, describe(species) + " is in no compartment",
             fmt::format("there is no compartment '{}'", species.getCompartment()));
  }
  const bool amount = species.isSetInitialAmount();
  add(species.getId(), species,
      amount ? species.getInitialAmount()
             : given(species.isSetInitialConcentration(), species.getInitialConcentration()));
  Element& element = elements_.back();
  element.species = &species;
  element.compartment = is_point(*static_cast<const Compartment*>(home->object)) ? nullptr : home;
  element.per_size = element.compartment != nullptr && !species.getHasOnlySubstanceUnits();
  element.value_is_amount = amount;
}

void Elements::add_stoichiometries(const ListOfSpeciesReferences& references) {
  for (unsigned i = 0; i < references.size(); ++i) {
    const auto& reference = *static_cast<const SpeciesReference*>(references.get(i));
    if (file_.getLevel() > 2 && reference.isSetId()) {
      add(reference.getId(), reference,
          given(reference.isSetStoichiometry(), reference.getStoichiometry()));
    }
  }
}

/// Rules and initial assignments. Those without mathematics say nothing (Level 3 Version 2).
void Elements::note_changes() {
  const auto element_of = [&](const std::string& id, const SBase& object) -> Element& {
    const auto found = numbers_.find(id);
    if (found == numbers_.end()) {
      complain(object, describe(object) + " has no effect",
               fmt::format("nothing that has a value is called '{}'", id));
    }
    return elements_[found->second];
  };
  for (unsigned i = 0; i < file_.getNumRules(); ++i) {
    const Rule& rule = *file_.getRule(i);
    if (rule.isAlgebraic()) {
      complain(rule, "algebraic rules are not supported", "heatreel has no equations to solve",
               "Solve the equation for a variable and make it an assignment rule.");
    }
    if (rule.isSetMath()) {
      Element& element = element_of(rule.getVariable(), rule);
      element.rule = &rule;
      element.change = rule.isAssignment() ? Change::assigned : Change::rated;
    }
  }
  for (unsigned i = 0; i < file_.getNumInitialAssignments(); ++i) {
    const InitialAssignment& start = *file_.getInitialAssignment(i);
    if (start.isSetMath()) {
      element_of(start.getSymbol(), start).start = &start;
    }
  }
}

/// Reactions change the species that they use up and make, unless those are held by the model's
/// surroundings (boundaryCondition).
void Elements::note_reactions() {
  for (unsigned i = 0; i < file_.getNumReactions(); ++i) {
    const Reaction& reaction = *file_.getReaction(i);
    note_flows(reaction, *reaction.getListOfReactants(), true);
    note_flows(reaction, *reaction.getListOfProducts(), false);
  }
}

void Elements::note_flows(const Reaction& reaction, const ListOfSpeciesReferences& references,
                          bool used) {
  for (unsigned i = 0; i < references.size(); ++i) {
    const auto& reference = *static_cast<const SpeciesReference*>(references.get(i));
    const auto found = numbers_.find(reference.getSpecies());
    if (found == numbers_.end() || elements_[found->second].species == nullptr) {
      complain(reaction, fmt::format("there is no species '{}'", reference.getSpecies()),
               describe(reaction) + " names it");
    }
    Element& element = elements_[found->second];
    element.flows.push_back({&reaction, &reference, used});
    const bool held = element.species->getBoundaryCondition() || element.species->getConstant();
    if (element.change == Change::never && !held) {
      element.change = Change::reacting;
    }
  }
}

void Elements::note_events() {
  for (unsigned i = 0; i < file_.getNumEvents(); ++i) {
    const Event& event = *file_.getEvent(i);
    for (unsigned j = 0; j < event.getNumEventAssignments(); ++j) {
      const EventAssignment& assignment = *event.getEventAssignment(j);
      const auto found = numbers_.find(assignment.getVariable());
      if (found == numbers_.end() || elements_[found->second].change == Change::assigned) {
        complain(event, describe(event) + " cannot set a value",
                 fmt::format("'{}' is nothing that events may change", assignment.getVariable()));
      }
      Element& element = elements_[found->second];
      element.at_events = element.at_events || assignment.isSetMath();
      if (element.change == Change::never && element.at_events) {
        element.change = Change::at_events;
      }
    }
  }
}

void Elements::decide_amounts() {
  for (Element& element : elements_) {
    if (!element.per_size || element.change == Change::assigned) {
      continue;
    }
    const Element& home = *element.compartment;
    switch (home.change) {
      case Change::never:
        break;
      case Change::assigned:  // the rate of the size is not known, nor then that of the amount
        element.kept_as_amount = element.change != Change::rated;
        break;
      default:
        element.kept_as_amount = home.at_events || element.change == Change::never;
    }
  }
}

/// A compartment is as large as one unit, a species is not there; what events alone set is 0 until
/// they do.
void Elements::assume_values() {
  for (Element& element : elements_) {
    const bool size = dynamic_cast<const Compartment*>(element.object) != nullptr;
    const bool needed = size || element.species != nullptr || element.change == Change::at_events;
    const bool given =
        element.value || element.start != nullptr || element.change == Change::assigned;
    if (needed && !given) {
      element.value = size ? 1.0 : 0.0;
      element.assumed = true;
    }
  }
}

}  // namespace heatreel::sbml
