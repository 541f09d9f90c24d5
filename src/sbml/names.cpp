// SPDX-License-Identifier: GPL-3.0-or-later
#include "names.hpp"

#include <algorithm>
#include <array>
#include <vector>

#include <fmt/format.h>

#include "heatreel/base/text.hpp"
#include "heatreel/expr/parser.hpp"

namespace heatreel::sbml {

namespace {

/// Words of statements, and names that expressions give a meaning.
constexpr std::array words = {
    "and",       "at",   "delay", "e",    "every",       "false", "from", "if",         "inf",
    "initially", "late", "nan",   "next", "nonnegative", "not",   "or",   "persistent", "pi",
    "priority",  "set",  "step",  "to",   "true",        "until", "when", "xor"};

bool means_something(const std::string& name) {
  const std::vector<std::string> functions = expr::function_names();
  return std::find(words.begin(), words.end(), name) != words.end() ||
         std::find(functions.begin(), functions.end(), name) != functions.end();
}

}  // namespace

std::string quoted(const std::string& name) {
  return base::is_identifier(name) && !means_something(name) ? name : fmt::format("`{}`", name);
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
