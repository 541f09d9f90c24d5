// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "term.hpp"

#include <functional>
#include <string>

#include <sbml/SBMLTypes.h>

namespace heatreel::sbml {

/// What the names of a formula stand for.
struct Scope {
  std::function<Term(const std::string& id)> value;    ///< of an element, a reaction, …
  std::function<Term(const std::string& id)> rate_of;  ///< the rate of change of an element
  Term time;
  const SBase& owner;  ///< what messages name
};

/// A formula in the model language. Functions that the file defines are written out.
/// \throws Refusal for what the model language has nothing for
Term translate(const ASTNode& math, const Scope& scope);

}  // namespace heatreel::sbml
