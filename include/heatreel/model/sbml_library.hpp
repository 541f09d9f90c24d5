// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include "heatreel/base/loaded_library.hpp"

namespace heatreel::model {

/// The module `sbml` translates models. It is a shared library, and only the rank that reads the
/// model file loads it, if that is in SBML: libsbml and the libraries that it needs would slow down
/// the start of all ranks.
///
/// This is what the library exports, under the name sbml_library_symbol.
struct SbmlLibrary {
  base::LibraryBuild build;
  /// sbml::to_model_text
  std::string (*to_model_text)(const std::string& path);
};

inline constexpr const char* sbml_library_symbol = "heatreel_sbml_library";

/// Loads the library on the first call; it stays loaded.
/// \throws base::RuntimeError if it is missing or of another build
const SbmlLibrary& sbml_library();

}  // namespace heatreel::model
