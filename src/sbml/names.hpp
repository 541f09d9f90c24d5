// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <set>
#include <string>
#include <string_view>

#include <sbml/SBMLTypes.h>

namespace heatreel::sbml {

/// A name as it is written in an expression: between backticks if it is no plain name or means
/// something else in the model language.
std::string quoted(const std::string& name);

/// The names that a translation uses: all ids of the file, and those that it adds.
class Names {
 public:
  explicit Names(const Model& file);

  /// `wanted`, or `wanted_1`, `wanted_2`, … if it is taken. It is taken from now on.
  std::string fresh(const std::string& wanted);

  /// The name of a state's initial value: S_0, or S(0) where S_0 is something else.
  std::string initial(const std::string& state) const;

 private:
  std::set<std::string, std::less<>> taken_;
};

}  // namespace heatreel::sbml
