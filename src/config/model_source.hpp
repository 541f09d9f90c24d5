// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include "heatreel/model/model.hpp"

namespace heatreel::config {

/// A model and the file it was read from.
struct LoadedModel {
  model::Model model;
  std::string path;  ///< "" for a shipped model
};

/// Reads a model by shipped name or from a file.
/// \param folder what a relative path starts from; "" is the current folder
/// \param label what to name in messages
LoadedModel find_model(const std::string& name_or_file, const std::string& folder,
                       const std::string& label);

}  // namespace heatreel::config
