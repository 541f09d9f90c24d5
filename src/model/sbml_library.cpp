// SPDX-License-Identifier: GPL-3.0-or-later
#include "heatreel/model/sbml_library.hpp"

namespace heatreel::model {

const SbmlLibrary& sbml_library() {
  static const void* const library =
      base::load_library({HEATREEL_SBML_LIBRARY, sbml_library_symbol, "reads SBML"});
  return *static_cast<const SbmlLibrary*>(library);
}

}  // namespace heatreel::model
