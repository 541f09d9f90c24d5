// SPDX-License-Identifier: GPL-3.0-or-later
#include "heatreel/model/sbml_library.hpp"
#include "heatreel/sbml/to_model_text.hpp"
#include "heatreel/version.hpp"

/// All that the program sees of this library.
extern "C" const heatreel::model::SbmlLibrary heatreel_sbml_library;

extern "C" const heatreel::model::SbmlLibrary heatreel_sbml_library = {
    .build = {heatreel::version, heatreel::git_revision},
    .to_model_text = heatreel::sbml::to_model_text,
};
