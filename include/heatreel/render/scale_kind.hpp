// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace heatreel::render {

/// How a scale maps values to positions, see ValueScale.
enum class ScaleKind { linear, log, symlog };

}  // namespace heatreel::render
