// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "option.hpp"

#include "heatreel/model/model.hpp"

namespace heatreel::config {

/// What the experimental condition that --condition names sets, as if each were given by --set;
/// nothing if there is none. The condition table of --conditions is one of PEtab: of version 1,
/// with a column for each parameter, or of version 2, with a row for each (targetId, targetValue).
/// A state's name means its initial value; an empty value, or NaN, leaves what the model says.
/// \throws base::UsageError, base::ConfigError with file and line
RawOptions read_condition(const Settings& settings, const model::Model& model);

}  // namespace heatreel::config
