// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "meaning.hpp"
#include "model_text.hpp"
#include "units.hpp"

#include <string>

namespace heatreel::sbml {

/// The name that people gave an element; "" if that is its id.
std::string description_of(const SBase& element);

/// Writes a model text section by section.
class Writer {
 public:
  /// \param source what to call the file
  Writer(const Elements& elements, Names& names, std::string source);

  /// \throws Refusal
  std::string write();

 private:
  void head();
  void all_elements();
  void element(const Element& element);
  void state(const Element& element, const Remarks& remarks);
  void reaction(const Reaction& reaction);
  void event(const Event& event, int number);
  Term delay_of(const Event& event);
  bool is_late(const Event& event);
  std::string assignments(const Event& event);
  void requested();
  void other_measure(const Element& species);

  Term first_value(const Element& element);
  Remarks remarks_of(const Element& element) const;

  const Elements& elements_;
  const Model& file_;
  std::string source_;
  Names& names_;
  Meaning meaning_;
  Units units_;
  ModelText out_;
};

}  // namespace heatreel::sbml
