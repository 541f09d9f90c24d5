// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <exception>
#include <string>

#include <sbml/SBMLTypes.h>

#include "heatreel/base/error.hpp"

namespace heatreel::sbml {

/// Why a file cannot be translated; becomes a base::ConfigError that names the file.
struct Refusal : std::exception {
  Refusal(unsigned line, base::Complaint complaint) : line(line), complaint(std::move(complaint)) {}

  unsigned line;  ///< 0 where it is not known
  base::Complaint complaint;
};

/// \param element where in the file the problem is
/// \throws Refusal always
[[noreturn]] void complain(const SBase& element, const std::string& problem,
                           const std::string& why = {}, const std::string& suggestion = {});

/// How a message calls an element: "reaction 'J1'", "assignment rule of 'k2'".
std::string describe(const SBase& element);

}  // namespace heatreel::sbml
