// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

namespace heatreel::sbml {

/// Translates a file in SBML (Levels 1 to 3, hierarchical models as well) into the text of a model
/// file, which model::parse_model() reads. Names, values, units and descriptions are the file's.
/// docs/models.md describes what is taken over and how.
/// \param path the file; other files that a hierarchical model is made of lie where it says
/// \throws base::ConfigError with file and, where it is known, line: what cannot be read, or what
///         the model language has nothing for (algebraic rules, delays, fast reactions, …)
std::string to_model_text(const std::string& path);

}  // namespace heatreel::sbml
