// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "elements.hpp"
#include "math.hpp"
#include "names.hpp"
#include "term.hpp"

#include <deque>
#include <map>
#include <set>
#include <string>

namespace heatreel::sbml {

/// When a formula is evaluated.
enum class Moment {
  running,  ///< at any time
  start,    ///< at time 0, from parameters and initial values alone
};

/// A value that formulas use and that the model text has to define.
struct Request {
  std::string id;     ///< of an element or a reaction
  bool rate = false;  ///< its rate of change is meant
  Moment moment = Moment::running;
};

/// What the names of a file stand for in the model text.
class Meaning {
 public:
  /// \param names gets the names of local parameters and of time
  Meaning(const Elements& elements, Names& names);

  const Elements& elements() const { return elements_; }
  const std::string& time_name() const { return time_name_; }

  /// The name of the state, parameter or derived value that holds an element: `amount(S)` for a
  /// species that is kept as an amount, else its id.
  std::string holder(const Element& element) const;

  Term value(const Element& element, Moment moment);
  /// Of a species: what its name means times this is its amount; 1 where that is one.
  Term size_of(const Element& species, Moment moment);
  Term flux(const Reaction& reaction, Moment moment);

  /// A formula of the file. \param owner the element it belongs to: the names of a kinetic law may
  ///        be local parameters
  Term formula(const ASTNode& math, Moment moment, const SBase& owner);
  Term now(const ASTNode& math, const SBase& owner) {
    return formula(math, Moment::running, owner);
  }

  /// The name under which a local parameter of a reaction goes.
  const std::string& local_name(const Reaction& reaction, const std::string& id) const;

  std::string name_of(const Request& request) const;

  /// Takes the oldest request out. \pre there is one
  Request next_request();
  bool has_requests() const { return !requests_.empty(); }

 private:
  Term request(const Request& wanted);
  /// The name of a local parameter of the kinetic law `owner`; nullptr if there is none of this id.
  const std::string* find_local(const std::string& id, const SBase& owner) const;
  Term value_of(const std::string& id, Moment moment, const SBase& owner);
  Term rate_of(const std::string& id, Moment moment, const SBase& owner);

  const Elements& elements_;
  const Names& names_;
  std::string time_name_;
  std::map<std::string, std::map<std::string, std::string>> local_names_;  ///< by reaction and id
  std::deque<Request> requests_;
  std::set<std::string> requested_;
};

}  // namespace heatreel::sbml
