// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "term.hpp"

#include <optional>
#include <vector>

#include <sbml/SBMLTypes.h>

namespace heatreel::sbml {

/// A function of MathML with the arguments that were translated already; nothing if the model
/// language has nothing for it, or if it takes another number of arguments.
std::optional<Term> apply_function(ASTNodeType_t function, const std::vector<Term>& arguments);

}  // namespace heatreel::sbml
