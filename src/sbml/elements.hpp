// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include <sbml/SBMLTypes.h>

namespace heatreel::sbml {

/// What changes the value of an element.
enum class Change {
  never,      ///< nothing
  assigned,   ///< an assignment rule gives it, always
  rated,      ///< a rate rule, and perhaps events
  reacting,   ///< reactions, and perhaps events
  at_events,  ///< events alone
};

/// A reaction's use or making of a species.
struct Flow {
  const Reaction* reaction = nullptr;
  const SpeciesReference* reference = nullptr;  ///< says how much
  bool used = false;
};

/// Anything that has a value under a name: a species, a compartment, a parameter or a
/// stoichiometry.
struct Element {
  std::string id;
  const SBase* object = nullptr;
  Change change = Change::never;
  const Rule* rule = nullptr;                ///< of an element that is assigned or rated
  const InitialAssignment* start = nullptr;  ///< nullptr: `value` is its first value
  bool at_events = false;                    ///< events set it, whatever else changes it
  std::optional<double> value;
  bool assumed = false;  ///< the file does not give the value

  // Of species alone.
  const Species* species = nullptr;
  const Element* compartment = nullptr;  ///< nullptr: it has no size, so there are only amounts
  std::vector<Flow> flows;
  bool per_size = false;         ///< its name means an amount divided by the compartment's size
  bool value_is_amount = false;  ///< else a concentration
  /// Its amount is kept rather than what its name means: events or an assignment rule change the
  /// size of its compartment.
  bool kept_as_amount = false;
};

/// True if nothing in the file gives the element a value.
bool is_unknown(const Element& element);

/// True for a quantity that a simulation advances.
bool is_state(const Element& element);

/// All elements of a model, and what changes them. Refers to the model, which must outlive it.
class Elements {
 public:
  /// \throws Refusal for what makes no sense, such as a species without a compartment
  explicit Elements(const Model& file);

  const Model& file() const { return file_; }
  const std::vector<Element>& all() const { return elements_; }
  const Element* find(const std::string& id) const;

 private:
  void add(const std::string& id, const SBase& object, std::optional<double> value);
  void add_species(const Species& species);
  void add_stoichiometries(const ListOfSpeciesReferences& references);
  void note_changes();
  void note_reactions();
  void note_flows(const Reaction& reaction, const ListOfSpeciesReferences& references, bool used);
  void note_events();
  void decide_amounts();
  void assume_values();

  const Model& file_;
  std::vector<Element> elements_;
  std::map<std::string, std::size_t, std::less<>> numbers_;
};

}  // namespace heatreel::sbml
