// SPDX-License-Identifier: GPL-3.0-or-later
#include "names.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "heatreel/expr/parser.hpp"

namespace heatreel::sbml {

namespace {

/// Words that end an expression in a statement.
constexpr std::array words = {"delay",      "from",     "initially", "late", "nonnegative",
                              "persistent", "priority", "set",       "until"};

}  // namespace

std::string quoted(const std::string& name) {
  const bool ends_expression = std::find(words.begin(), words.end(), name) != words.end();
  return ends_expression ? fmt::format("`{}`", name) : expr::written_name(name);
}

Names::Names(const Model& file) {
  // libsbml lists the elements of a constant model only through a method that is not const.
  const auto take = [&](const auto& list) {
    for (unsigned i = 0; i < list.size(); ++i) {
      taken_.insert(list.get(i)->getId());
    }
  };
  take(*file.getListOfFunctionDefinitions());
  take(*file.getListOfCompartments());
  take(*file.getListOfSpecies());
  take(*file.getListOfParameters());
  take(*file.getListOfReactions());
  take(*file.getListOfEvents());
  for (unsigned i = 0; i < file.getNumReactions(); ++i) {
    take(*file.getReaction(i)->getListOfReactants());
    take(*file.getReaction(i)->getListOfProducts());
  }
}

std::string Names::fresh(const std::string& wanted) {
  std::string name = wanted;
  for (int i = 1; !taken_.insert(name).second; ++i) {
    name = fmt::format("{}_{}", wanted, i);
  }
  return name;
}

std::string Names::initial(const std::string& state) const {
  const std::string name = state + "_0";
  return taken_.count(name) == 0 ? name : state + "(0)";
}

}  // namespace heatreel::sbml
