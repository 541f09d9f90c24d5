// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>

namespace heatreel::render {

/// A unit as it is printed, "" for the unit 1: "m^2" → "m²", "um" → "µm", "kcal/(mol*K)" →
/// "kcal/(mol·K)", "1/(nM*min)" → "nM⁻¹·min⁻¹".
std::string pretty_unit(std::string_view unit);

/// A parameter's name as it is printed: Greek letters that are spelled out, "ddG" → "ΔΔG", and
/// numbers after an underscore as subscripts, "k_1" → "k₁", "alpha_2" → "α₂".
std::string pretty_name(std::string_view name);

/// Words with names among them, such as "mean of kappa_2 (a rate)", with the names as pretty_name()
/// prints them; what follows in parentheses is left as it is.
std::string pretty_text(std::string_view text);

/// What stands along an axis or a colour bar: name and, in brackets, the unit.
struct Label {
  std::string name;
  std::string unit;  ///< printable; may be empty

  /// From "name [unit]"; text without brackets at its end is all name.
  static Label parse(std::string_view text);

  /// The unit part with its leading space, " [10⁻³ nM]", for numbers shown in 10^exponent units;
  /// empty if there is no unit and exponent is 0.
  std::string suffix(int exponent) const;
};

}  // namespace heatreel::render
