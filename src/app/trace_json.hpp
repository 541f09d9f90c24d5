// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recompute.hpp"

#include <vector>

#include "heatreel/app/export_file.hpp"
#include "heatreel/solve/cell_tracer.hpp"

namespace heatreel::app {

/// Writes a simulation as one JSON object: model, status, verdict, metrics, time, and all states
/// and derived values with units. Numbers read back exactly; null stands for those that are not
/// finite.
void write_json(const solve::TimeSeries& series, const TracedCell& cell, const model::Model& model,
                ExportFile& file);

}  // namespace heatreel::app
