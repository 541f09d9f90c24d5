// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "meaning.hpp"

namespace heatreel::sbml {

/// The rate of change of what holds an element (Meaning::holder).
/// \pre it is not assigned
Term rate_of_holder(const Element& element, Meaning& meaning, Moment moment);

/// The rate of change of what the element's name means. \pre it is not assigned
Term rate_of_element(const Element& element, Meaning& meaning, Moment moment);

/// A reaction's flux, its extent by time.
Term flux_formula(const Reaction& reaction, Meaning& meaning, Moment moment);

}  // namespace heatreel::sbml
