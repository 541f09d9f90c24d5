// SPDX-License-Identifier: GPL-3.0-or-later
#include "rates.hpp"

#include "refusal.hpp"

#include <cmath>
#include <iterator>

#include <fmt/format.h>

#include "heatreel/base/text.hpp"

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

/// The sum of all fluxes that make the species, less those that use it up. What a reaction uses and
/// makes in plain numbers is one number.
Term net_flux(const Element& species, Meaning& meaning, Moment moment) {
  Term sum = number(0);
  double count = 0;
  for (auto flow = species.flows.begin(); flow != species.flows.end(); ++flow) {
    const Term flux = meaning.flux(*flow->reaction, moment);
    const Term part = stoichiometry(*flow->reference, meaning, moment);
    if (const auto plain = base::parse_double(part.text)) {
      count += flow->used ? -*plain : *plain;
    } else {
      sum = flow->used ? sum - part * flux : sum + part * flux;
    }
    const auto next = std::next(flow);
    if (next == species.flows.end() || next->reaction != flow->reaction) {
      const Term whole = number(std::fabs(count)) * flux;
      sum = count < 0 ? sum - whole : count > 0 ? sum + whole : sum;
      count = 0;
    }
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
  Term rate = meaning.formula(*element.rule->getMath(), moment, *element.rule);
  if (!element.kept_as_amount) {
    return rate;
  }
  const Term growth = rate_of_size(*element.compartment, meaning, moment);
  return rate * meaning.size_of(element, moment) + meaning.value(element, moment) * growth;
}

Term rate_of_amount(const Element& species, Meaning& meaning, Moment moment) {
  if (species.change != Change::reacting) {
    return number(0);
  }
  const Term net = net_flux(species, meaning, moment);
  return conversion_factor(species, meaning, moment) * net;
}

/// The rate of amount divided by size. A species whose amount stays is thinned as its compartment
/// grows.
Term rate_of_concentration(const Element& species, Meaning& meaning, Moment moment) {
  const Term growth = rate_of_size(*species.compartment, meaning, moment);
  const Term change =
      rate_of_amount(species, meaning, moment) - meaning.value(species, moment) * growth;
  return change / meaning.size_of(species, moment);
}

}  // namespace

Term rate_of_holder(const Element& element, Meaning& meaning, Moment moment) {
  if (element.change == Change::rated) {
    return rate_by_rule(element, meaning, moment);
  }
  return element.per_size && !element.kept_as_amount
             ? rate_of_concentration(element, meaning, moment)
             : rate_of_amount(element, meaning, moment);
}

Term rate_of_element(const Element& element, Meaning& meaning, Moment moment) {
  if (!element.kept_as_amount) {
    return rate_of_holder(element, meaning, moment);
  }
  if (element.change == Change::rated) {
    return meaning.formula(*element.rule->getMath(), moment, *element.rule);
  }
  if (element.compartment->change == Change::assigned) {
    complain(*element.object, fmt::format("the rate of '{}' is not known", element.id),
             "an assignment rule gives the size of its compartment");
  }
  return rate_of_concentration(element, meaning, moment);
}

Term flux_formula(const Reaction& reaction, Meaning& meaning, Moment moment) {
  if (!reaction.isSetKineticLaw()) {
    if (reaction.getModel()->getPlugin("fbc") != nullptr) {
      complain(reaction, "flux-balance models are not supported",
               describe(reaction) + " has no kinetic law, so there is nothing to simulate");
    }
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
