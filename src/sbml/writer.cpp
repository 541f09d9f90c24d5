// SPDX-License-Identifier: GPL-3.0-or-later
#include "writer.hpp"

#include "rates.hpp"
#include "refusal.hpp"

#include <algorithm>
#include <cctype>
#include <cmath>
#include <utility>

#include <fmt/format.h>

namespace heatreel::sbml {

namespace {

/// An SBML file does not say how long to simulate.
constexpr const char* default_times = "to 100 step 0.1";

std::string model_name(const Model& file) {
  std::string name = file.getId();
  std::replace_if(
      name.begin(), name.end(),
      [](unsigned char c) { return std::isalnum(c) == 0 && c != '_' && c != '-'; }, '_');
  return name.empty() ? "sbml" : name.substr(0, 100);
}

}  // namespace

std::string description_of(const SBase& element) {
  return element.getName() == element.getId() ? "" : element.getName();
}

Writer::Writer(const Elements& elements, Names& names, std::string source)
    : elements_(elements),
      file_(elements.file()),
      source_(std::move(source)),
      names_(names),
      meaning_(elements, names),
      units_(file_) {}

std::string Writer::write() {
  head();
  all_elements();
  for (unsigned i = 0; i < file_.getNumReactions(); ++i) {
    reaction(*file_.getReaction(i));
  }
  for (unsigned i = 0; i < file_.getNumEvents(); ++i) {
    event(*file_.getEvent(i), static_cast<int>(i) + 1);
  }
  out_.blank();
  for (const Element& species : elements_.all()) {
    other_measure(species);
  }
  requested();
  return out_.text();
}

void Writer::head() {
  out_.comment(fmt::format("Translated from {}, SBML Level {} Version {}.", source_,
                           file_.getLevel(), file_.getVersion()));
  out_.statement("model " + model_name(file_));
  if (!description_of(file_).empty()) {
    out_.statement("title " + in_quotes(description_of(file_)));
  }
  const std::string unit = units_.time();
  out_.statement(fmt::format("time {}{} {}", quoted(meaning_.time_name()),
                             unit.empty() ? "" : fmt::format(" [{}]", unit), default_times));
}

void Writer::all_elements() {
  bool has_state = false;
  int before = SBML_UNKNOWN;
  for (const Element& one : elements_.all()) {
    const int kind = one.object->getTypeCode();
    if (kind != before) {
      out_.blank();
      before = kind;
    }
    element(one);
    has_state = has_state || is_state(one);
  }
  if (!has_state) {
    out_.blank();
    const std::string name = names_.fresh("no_state");
    out_.define("state", name, number(0), {"", "the file has no quantity that changes by itself"});
    out_.statement(fmt::format("rate {} = 0", quoted(name)));
  }
}

Remarks Writer::remarks_of(const Element& element) const {
  std::string description = description_of(*element.object);
  description += element.assumed ? " (the file gives no first value)" : "";
  if (const auto* compartment = dynamic_cast<const Compartment*>(element.object)) {
    return {units_.of(*compartment), description};
  }
  if (const auto* parameter = dynamic_cast<const Parameter*>(element.object)) {
    return {units_.of(*parameter), description};
  }
  if (element.species == nullptr) {
    return {"", description};
  }
  if (!element.per_size) {
    return {units_.amount_of(*element.species), description};
  }
  const auto& home = *static_cast<const Compartment*>(element.compartment->object);
  return {units_.concentration_of(*element.species, home), description};
}

/// The value of what holds the element, at time 0.
Term Writer::first_value(const Element& element) {
  if (element.start != nullptr) {
    const Term value = meaning_.formula(*element.start->getMath(), Moment::start, *element.start);
    return element.kept_as_amount ? value * meaning_.size_of(element, Moment::start) : value;
  }
  if (!element.value) {
    complain(*element.object, describe(*element.object) + " has no first value", "",
             "Give it one in the file.");
  }
  if (!std::isfinite(*element.value) && element.change != Change::never) {
    complain(*element.object, describe(*element.object) + " begins at no finite number");
  }
  Term value = number(*element.value);
  const bool amount_wanted = element.kept_as_amount || !element.per_size;
  if (element.compartment == nullptr || amount_wanted == element.value_is_amount ||
      is_number(value, 0)) {
    return value;
  }
  const Term size = meaning_.value(*element.compartment, Moment::start);
  return amount_wanted ? value * size : value / size;
}

void Writer::element(const Element& element) {
  if (is_unknown(element)) {
    out_.comment(fmt::format("{} has no value", describe(*element.object)));
    return;
  }
  Remarks remarks = remarks_of(element);
  if (element.change == Change::assigned) {
    out_.define("derived", element.id, meaning_.now(*element.rule->getMath(), *element.rule),
                remarks);
    return;
  }
  if (element.kept_as_amount) {
    out_.define("derived", element.id,
                Term{quoted(meaning_.holder(element))} / meaning_.size_of(element, Moment::running),
                remarks);
    remarks.unit = units_.amount_of(*element.species);
  }
  if (element.change == Change::never) {
    const bool finite = element.start != nullptr || std::isfinite(*element.value);
    out_.define(finite ? "parameter" : "derived", meaning_.holder(element), first_value(element),
                remarks);
  } else {
    state(element, remarks);
  }
}

void Writer::state(const Element& element, const Remarks& remarks) {
  const std::string name = meaning_.holder(element);
  out_.define("state", name, first_value(element), remarks);
  out_.statement(fmt::format("rate {} = {}", quoted(name),
                             rate_of_holder(element, meaning_, Moment::running).text));
}

void Writer::reaction(const Reaction& reaction) {
  out_.blank();
  if (const KineticLaw* const law = reaction.getKineticLaw()) {
    for (unsigned i = 0; i < law->getNumParameters(); ++i) {
      const Parameter& local = *law->getParameter(i);
      if (!local.isSetValue()) {
        complain(local, describe(local) + " has no value",
                 describe(reaction) + " has it as a parameter of its own");
      }
      out_.define("parameter", meaning_.local_name(reaction, local.getId()),
                  number(local.getValue()), {units_.of(local), description_of(local)});
    }
  }
  out_.define("derived", reaction.getId(), flux_formula(reaction, meaning_, Moment::running),
              {units_.flux(), description_of(reaction)});
}

/// What a species' name does not mean: its amount or its concentration.
void Writer::other_measure(const Element& species) {
  if (species.species == nullptr) {
    return;
  }
  const Term name{quoted(species.id)};
  const std::string amount = fmt::format("amount({})", species.id);
  if (!species.kept_as_amount) {
    out_.define("derived", amount, name * meaning_.size_of(species, Moment::running),
                {units_.amount_of(*species.species), ""});
  }
  if (species.compartment != nullptr) {
    const auto& home = *static_cast<const Compartment*>(species.compartment->object);
    out_.define(
        "derived", fmt::format("concentration({})", species.id),
        species.per_size ? name : name / meaning_.value(*species.compartment, Moment::running),
        {units_.concentration_of(*species.species, home), ""});
  }
}

/// Values that formulas above turned out to need. Their own formulas may need more.
void Writer::requested() {
  while (meaning_.has_requests()) {
    const Request request = meaning_.next_request();
    const Element* const element = elements_.find(request.id);
    const Moment moment = request.moment;
    Term value;
    if (request.rate) {
      value = rate_of_element(*element, meaning_, moment);
    } else if (element != nullptr) {
      value = meaning_.formula(*element->rule->getMath(), moment, *element->rule);
    } else {
      value = flux_formula(*file_.getReaction(request.id), meaning_, moment);
    }
    const bool at_start = moment == Moment::start;
    out_.define(at_start ? "parameter" : "derived", meaning_.name_of(request), value,
                {"", at_start ? "at time 0, for initial values" : ""});
  }
}

}  // namespace heatreel::sbml
