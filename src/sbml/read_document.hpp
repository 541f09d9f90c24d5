// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <string>

#include <sbml/SBMLTypes.h>

namespace heatreel::sbml {

/// Reads a file. A hierarchical model is made one flat model.
/// \return a document with a model
/// \throws Refusal if it is not SBML, or uses a package that changes its meaning and is not known
std::unique_ptr<SBMLDocument> read_document(const std::string& path);

}  // namespace heatreel::sbml
