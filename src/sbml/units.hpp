// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <sbml/SBMLTypes.h>

namespace heatreel::sbml {

/// The units of a file as UDUNITS writes them (`nmol/l`, `1/min`); "" where the file gives none,
/// or one that UDUNITS has nothing for.
class Units {
 public:
  explicit Units(const Model& file) : file_(file) {}

  std::string time() const;
  std::string of(const Parameter& parameter) const;
  std::string of(const Compartment& compartment) const;
  std::string amount_of(const Species& species) const;
  std::string concentration_of(const Species& species, const Compartment& compartment) const;
  std::string flux() const;  ///< of reactions: extent by time

 private:
  struct Factor {
    std::string unit;
    int exponent = 1;
  };
  /// Nothing where it is not known.
  using Product = std::optional<std::vector<Factor>>;

  Product product_of(const std::string& id) const;
  Product amount(const Species& species) const;
  Product size(const Compartment& compartment) const;
  Product by_default(const std::string& of_level_3, const std::string& of_level_2) const;
  static Product ratio(const Product& above, const Product& below);
  static std::string text(const Product& product);

  const Model& file_;
};

}  // namespace heatreel::sbml
