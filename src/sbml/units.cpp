// SPDX-License-Identifier: GPL-3.0-or-later
#include "units.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>

#include <fmt/format.h>

#include "heatreel/base/text.hpp"

namespace heatreel::sbml {

namespace {

/// SBML's units by UDUNITS' symbols. A name that is not here is the same in both.
const std::map<std::string, std::string, std::less<>> symbols = {
    {"ampere", "A"},  {"dimensionless", ""}, {"gram", "g"},      {"item", "count"},
    {"joule", "J"},   {"kelvin", "K"},       {"kilogram", "kg"}, {"liter", "l"},
    {"litre", "l"},   {"meter", "m"},        {"metre", "m"},     {"mole", "mol"},
    {"pascal", "Pa"}, {"second", "s"},       {"volt", "V"},      {"watt", "W"}};

/// What Level 2 defines, unless the file does.
const std::map<std::string, std::string, std::less<>> built_in = {
    {"substance", "mol"}, {"volume", "l"}, {"area", "m2"}, {"length", "m"}, {"time", "s"}};

struct Prefix {
  int power;
  const char* symbol;
};
constexpr std::array prefixes = {Prefix{-18, "a"}, Prefix{-15, "f"}, Prefix{-12, "p"},
                                 Prefix{-9, "n"},  Prefix{-6, "u"},  Prefix{-3, "m"},
                                 Prefix{-2, "c"},  Prefix{-1, "d"},  Prefix{0, ""},
                                 Prefix{3, "k"},   Prefix{6, "M"},   Prefix{9, "G"}};

std::string seconds(double count) {
  constexpr double minute = 60;
  constexpr double hour = 60 * minute;
  constexpr double day = 24 * hour;
  return count == minute ? "min" : count == hour ? "h" : count == day ? "day" : "";
}

/// multiplier·10^scale·kind
std::string scaled(const Unit& unit) {
  const std::string kind = UnitKind_toString(unit.getKind());
  const auto found = symbols.find(kind);
  const std::string symbol = found == symbols.end() ? kind : found->second;
  const double multiplier = unit.getMultiplier();
  if (kind == "second" && !seconds(multiplier * std::pow(10.0, unit.getScale())).empty()) {
    return seconds(multiplier * std::pow(10.0, unit.getScale()));
  }
  const auto* const prefix = std::find_if(prefixes.begin(), prefixes.end(), [&](const Prefix& p) {
    return p.power == unit.getScale();
  });
  const bool short_form = multiplier == 1 && prefix != prefixes.end() && !symbol.empty() &&
                          (unit.getScale() == 0 || (symbol != "kg" && symbol != "count"));
  if (short_form) {
    return prefix->symbol + symbol;
  }
  const double factor =
      base::parse_double(fmt::format("{}e{}", base::format_exact(multiplier), unit.getScale()))
          .value_or(multiplier);
  const std::string number = factor == 1 ? "" : base::format_exact(factor);
  return number.empty() || symbol.empty() ? number + symbol
                                          : fmt::format("({} {})", number, symbol);
}

}  // namespace

Units::Product Units::product_of(const std::string& id) const {
  if (id.empty()) {
    return std::nullopt;
  }
  const UnitDefinition* const definition = file_.getUnitDefinition(id);
  if (definition == nullptr) {
    if (const auto found = built_in.find(id); found != built_in.end() && file_.getLevel() < 3) {
      return std::vector<Factor>{{found->second, 1}};
    }
    if (UnitKind_forName(id.c_str()) == UNIT_KIND_INVALID) {
      return std::nullopt;
    }
    const auto found = symbols.find(id);
    return std::vector<Factor>{{found == symbols.end() ? id : found->second, 1}};
  }
  std::vector<Factor> factors;
  for (unsigned i = 0; i < definition->getNumUnits(); ++i) {
    const Unit& unit = *definition->getUnit(i);
    const double exponent = unit.getExponentAsDouble();
    if (exponent != std::floor(exponent) || std::fabs(exponent) > 9) {
      return std::nullopt;
    }
    factors.push_back({scaled(unit), static_cast<int>(exponent)});
  }
  return factors;
}

Units::Product Units::by_default(const std::string& of_level_3,
                                 const std::string& of_level_2) const {
  return product_of(file_.getLevel() < 3 ? of_level_2 : of_level_3);
}

Units::Product Units::ratio(const Product& above, const Product& below) {
  if (!above || !below) {
    return std::nullopt;
  }
  std::vector<Factor> factors = *above;
  for (const Factor& factor : *below) {
    factors.push_back({factor.unit, -factor.exponent});
  }
  return factors;
}

std::string Units::text(const Product& product) {
  if (!product) {
    return "";
  }
  std::vector<Factor> factors;
  for (const Factor& factor : *product) {
    const auto same = std::find_if(factors.begin(), factors.end(),
                                   [&](const Factor& f) { return f.unit == factor.unit; });
    if (same == factors.end()) {
      factors.push_back(factor);
    } else {
      same->exponent += factor.exponent;
    }
  }
  std::string above;
  std::string below;
  for (const auto& [unit, exponent] : factors) {
    if (unit.empty() || exponent == 0) {
      continue;
    }
    const int size = std::abs(exponent);
    const std::string power = size == 1 ? unit : fmt::format("{}{}", unit, size);
    if (exponent > 0) {
      above += (above.empty() ? "" : " ") + power;
    } else {
      below += "/" + power;
    }
  }
  return above.empty() && !below.empty() ? "1" + below : above + below;
}

Units::Product Units::amount(const Species& species) const {
  Product own = product_of(species.getSubstanceUnits());
  return own ? own : by_default(file_.getSubstanceUnits(), "substance");
}

Units::Product Units::size(const Compartment& compartment) const {
  if (Product own = product_of(compartment.getUnits())) {
    return own;
  }
  const double dimensions =
      compartment.isSetSpatialDimensions() ? compartment.getSpatialDimensionsAsDouble() : 3;
  if (dimensions == 3) {
    return by_default(file_.getVolumeUnits(), "volume");
  }
  if (dimensions == 2) {
    return by_default(file_.getAreaUnits(), "area");
  }
  return dimensions == 1 ? by_default(file_.getLengthUnits(), "length") : std::nullopt;
}

std::string Units::time() const { return text(by_default(file_.getTimeUnits(), "time")); }

std::string Units::of(const Parameter& parameter) const {
  return text(product_of(parameter.getUnits()));
}

std::string Units::of(const Compartment& compartment) const { return text(size(compartment)); }

std::string Units::amount_of(const Species& species) const { return text(amount(species)); }

std::string Units::concentration_of(const Species& species, const Compartment& compartment) const {
  return text(ratio(amount(species), size(compartment)));
}

std::string Units::flux() const {
  return text(ratio(by_default(file_.getExtentUnits(), "substance"),
                    by_default(file_.getTimeUnits(), "time")));
}

}  // namespace heatreel::sbml
