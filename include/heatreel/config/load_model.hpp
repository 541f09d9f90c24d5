// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include "heatreel/model/model.hpp"

namespace heatreel::config {

/// Reads a shipped model by its name, or a model from a file. NAME_OR_FILE means a file if it holds
/// a '/' or ends in `.model`, or if no shipped model has this name and a file has.
/// \param option what messages name, such as `--model`
/// \throws base::UsageError if there is neither, base::ConfigError if the file is not a valid model
model::Model load_model(const std::string& name_or_file, const std::string& option);

}  // namespace heatreel::config
