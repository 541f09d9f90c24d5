// SPDX-License-Identifier: GPL-3.0-or-later
#include "meaning.hpp"

#include "refusal.hpp"

#include <cmath>
#include <utility>

#include <fmt/format.h>

namespace heatreel::sbml {

namespace {

Term named(const std::string& name) { return {quoted(name)}; }

/// A number that the model language has no parameter for.
bool is_endless(const Element& element) {
  return element.change == Change::never && element.start == nullptr && element.value &&
         !std::isfinite(*element.value);
}

}  // namespace

Meaning::Meaning(const Elements& elements, Names& names)
    : elements_(elements), names_(names), time_name_(names.fresh("t")) {
  const Model& file = elements.file();
  for (unsigned i = 0; i < file.getNumReactions(); ++i) {
    const Reaction& reaction = *file.getReaction(i);
    if (!reaction.isSetKineticLaw()) {
      continue;
    }
    // libsbml calls Level 3's local parameters parameters as well.
    const KineticLaw& law = *reaction.getKineticLaw();
    for (unsigned j = 0; j < law.getNumParameters(); ++j) {
      const std::string id = law.getParameter(j)->getId();
      local_names_[reaction.getId()][id] = names.fresh(fmt::format("{}_{}", reaction.getId(), id));
    }
  }
}

std::string Meaning::holder(const Element& element) const {
  return element.kept_as_amount ? fmt::format("amount({})", element.id) : element.id;
}

Term Meaning::size_of(const Element& species, Moment moment) {
  return species.per_size ? value(*species.compartment, moment) : number(1);
}

Term Meaning::value(const Element& element, Moment moment) {
  if (is_unknown(element)) {
    complain(*element.object, describe(*element.object) + " has no value", "formulas use it",
             "Give it one in the file.");
  }
  if (moment == Moment::running) {
    return named(element.id);
  }
  if (element.change == Change::assigned) {
    return request({element.id, false, moment});
  }
  if (is_endless(element)) {
    return number(*element.value);
  }
  const std::string kept = holder(element);
  const Term first = named(is_state(element) ? names_.initial(kept) : kept);
  return element.kept_as_amount ? first / size_of(element, moment) : first;
}

Term Meaning::flux(const Reaction& reaction, Moment moment) {
  if (moment == Moment::running) {
    return named(reaction.getId());
  }
  return request({reaction.getId(), false, moment});
}

Term Meaning::request(const Request& wanted) {
  const std::string name = name_of(wanted);
  if (requested_.insert(name).second) {
    requests_.push_back(wanted);
  }
  return named(name);
}

std::string Meaning::name_of(const Request& request) const {
  const std::string what = request.rate ? fmt::format("rateOf({})", request.id) : request.id;
  return request.moment == Moment::start ? what + "(0)" : what;
}

Request Meaning::next_request() {
  Request next = std::move(requests_.front());
  requests_.pop_front();
  return next;
}

const std::string* Meaning::find_local(const std::string& id, const SBase& owner) const {
  if (owner.getTypeCode() != SBML_KINETIC_LAW) {
    return nullptr;
  }
  const auto locals = local_names_.find(owner.getAncestorOfType(SBML_REACTION)->getId());
  if (locals == local_names_.end()) {
    return nullptr;
  }
  const auto local = locals->second.find(id);
  return local == locals->second.end() ? nullptr : &local->second;
}

Term Meaning::value_of(const std::string& id, Moment moment, const SBase& owner) {
  if (const std::string* const local = find_local(id, owner)) {
    return named(*local);
  }
  if (const Element* const element = elements_.find(id)) {
    return value(*element, moment);
  }
  if (const Reaction* const reaction = elements_.file().getReaction(id)) {
    return flux(*reaction, moment);
  }
  complain(owner, fmt::format("{}: unknown name '{}'", describe(owner), id),
           "nothing that has a value is called so");
}

Term Meaning::rate_of(const std::string& id, Moment moment, const SBase& owner) {
  if (find_local(id, owner) != nullptr) {
    return number(0);
  }
  const Element* const element = elements_.find(id);
  if (element == nullptr || element->change == Change::assigned) {
    complain(owner, fmt::format("{}: the rate of '{}' is not known", describe(owner), id),
             element == nullptr ? "rateOf is of species, compartments and parameters"
                                : "an assignment rule gives its value");
  }
  return request({id, true, moment});
}

Term Meaning::formula(const ASTNode& math, Moment moment, const SBase& owner) {
  const Scope scope{
      [&](const std::string& id) { return value_of(id, moment, owner); },
      [&](const std::string& id) { return rate_of(id, moment, owner); },
      moment == Moment::running ? named(time_name_) : number(0),
      owner,
  };
  return translate(math, scope);
}

const std::string& Meaning::local_name(const Reaction& reaction, const std::string& id) const {
  return local_names_.at(reaction.getId()).at(id);
}

}  // namespace heatreel::sbml
