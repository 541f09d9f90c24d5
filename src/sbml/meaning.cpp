// SPDX-License-Identifier: GPL-3.0-or-later
#include "meaning.hpp"

#include "refusal.hpp"

#include <fmt/format.h>

namespace heatreel::sbml {

namespace {

Term named(const std::string& name) { return {quoted(name)}; }

bool is_state(const Element& element) {
  return element.change != Change::never && element.change != Change::assigned;
}

/// The kinetic law's parameters: Level 3 calls them local ones.
template <class Use>
void each_local_parameter(const KineticLaw& law, Use use) {
  for (unsigned i = 0; i < law.getNumParameters(); ++i) {
    use(law.getParameter(i)->getId());
  }
  for (unsigned i = 0; i < law.getNumLocalParameters(); ++i) {
    use(law.getLocalParameter(i)->getId());
  }
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
    each_local_parameter(*reaction.getKineticLaw(), [&](const std::string& id) {
      local_names_[reaction.getId()][id] = names.fresh(fmt::format("{}_{}", reaction.getId(), id));
    });
  }
}

std::string Meaning::holder(const Element& element) const {
  return element.kept_as_amount ? fmt::format("amount({})", element.id) : element.id;
}

Term Meaning::size_of(const Element& species, Moment moment) {
  return species.per_size ? value(*species.compartment, moment) : number(1);
}

Term Meaning::value(const Element& element, Moment moment) {
  if (moment == Moment::running) {
    return named(element.id);
  }
  if (element.change == Change::assigned) {
    return request({element.id, false, moment});
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
  const Request next = requests_.front();
  requests_.pop_front();
  return next;
}

Term Meaning::value_of(const std::string& id, Moment moment, const SBase& owner) {
  if (owner.getTypeCode() == SBML_KINETIC_LAW) {
    const auto locals = local_names_.find(owner.getAncestorOfType(SBML_REACTION)->getId());
    if (locals != local_names_.end()) {
      if (const auto local = locals->second.find(id); local != locals->second.end()) {
        return named(local->second);
      }
    }
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
