// SPDX-License-Identifier: GPL-3.0-or-later
#include "rates.hpp"

#include "refusal.hpp"

#include <fmt/format.h>

namespace heatreel::sbml {

namespace {

/// How much of a species a reaction uses up or makes.
Term stoichiometry(const SpeciesReference& reference, Meaning& meaning, Moment moment) {
  if (reference.isSetStoichiometryMath() && reference.getStoichiometryMath()->isSetMath()) {
    return meaning.formula(*reference.getStoichiometryMath()->getMath(), moment,
                           *reference.getStoichiometryMath());
  }
  const bool named = meaning.elements().file().getLevel() > 2 && reference.isSetId();
  if (named) {
    return meaning.value(*meaning.elements().find(reference.getId()), moment);
  }
  if (!reference.isSetStoichiometry() && meaning.elements().file().getLevel() > 2) {
    const SBase& reaction = *reference.getAncestorOfType(SBML_REACTION);
    complain(reaction, fmt::format("{}: the stoichiometry of '{}' is not given", describe(reaction),
                                   reference.getSpecies()));
  }
  return number(reference.getStoichiometry()) / number(reference.getDenominator());
}

/// The sum of all fluxes that make the species, less those that use it up.
Term net_flux(const Element& species, Meaning& meaning, Moment moment) {
  Term sum = number(0);
  for (const Flow& flow : species.flows) {
    const Term part =
        stoichiometry(*flow.reference, meaning, moment) * meaning.flux(*flow.reaction, moment);
    sum = flow.used ? sum - part : sum + part;
  }
  return sum;
}

/// Amount of a species for one unit of a reaction's extent.
Term conversion_factor(const Element& species, Meaning& meaning, Moment moment) {
  const Model& file = meaning.elements().file();
  const std::string id = species.species->isSetConversionFactor()
                             ? species.species->getConversionFactor()
                             : file.getConversionFactor();
  if (id.empty()) {
    return number(1);
  }
  const Element* const factor = meaning.elements().find(id);
  if (factor == nullptr) {
    complain(*species.object, describe(*species.object) + " has an unknown conversion factor",
             fmt::format("nothing that has a value is called '{}'", id));
  }
  return meaning.value(*factor, moment);
}

/// The rate of a compartment's size; events change it at once, so not by a rate.
Term rate_of_size(const Element& compartment, Meaning& meaning, Moment moment) {
  return compartment.change == Change::rated
             ? meaning.formula(*compartment.rule->getMath(), moment, *compartment.rule)
             : number(0);
}

Term rate_by_rule(const Element& element, Meaning& meaning, Moment moment) {
  const Term rate = meaning.formula(*element.rule->getMath(), moment, *element.rule);
  if (!element.kept_as_amount) {
    return rate;
  }
  const Term growth = rate_of_size(*element.compartment, meaning, moment);
  return rate * meaning.size_of(element, moment) +
         (is_number(growth, 0) ? growth : meaning.value(element, moment) * growth);
}

}  // namespace

Term rate_of_holder(const Element& element, Meaning& meaning, Moment moment) {
  switch (element.change) {
    case Change::rated:
      return rate_by_rule(element, meaning, moment);
    case Change::reacting: {
      const Term amount =
          conversion_factor(element, meaning, moment) * net_flux(element, meaning, moment);
      return element.kept_as_amount ? amount : amount / meaning.size_of(element, moment);
    }
    default:
      return number(0);
  }
}

Term rate_of_element(const Element& element, Meaning& meaning, Moment moment) {
  const Term rate = rate_of_holder(element, meaning, moment);
  if (!element.kept_as_amount) {
    return rate;
  }
  if (element.change == Change::rated) {
    return meaning.formula(*element.rule->getMath(), moment, *element.rule);
  }
  if (element.compartment->change == Change::assigned) {
    complain(*element.object, fmt::format("the rate of '{}' is not known", element.id),
             "an assignment rule gives the size of its compartment");
  }
  const Term growth = rate_of_size(*element.compartment, meaning, moment);
  const Term size = meaning.size_of(element, moment);
  return rate / size -
         (is_number(growth, 0) ? growth : meaning.value(element, moment) * growth / size);
}

Term flux_formula(const Reaction& reaction, Meaning& meaning, Moment moment) {
  if (!reaction.isSetKineticLaw()) {
    complain(reaction, describe(reaction) + " has no kinetic law", "its flux is not known",
             "Add one to it in the file.");
  }
  if (reaction.isSetFast() && reaction.getFast()) {
    complain(reaction, describe(reaction) + " is fast",
             "heatreel cannot keep reactions in equilibrium",
             "Give it a kinetic law and fast=\"false\".");
  }
  const KineticLaw& law = *reaction.getKineticLaw();
  return law.isSetMath() ? meaning.formula(*law.getMath(), moment, law) : number(0);
}

}  // namespace heatreel::sbml
