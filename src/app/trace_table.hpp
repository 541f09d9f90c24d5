// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "heatreel/app/export_file.hpp"
#include "heatreel/solve/cell_tracer.hpp"

namespace heatreel::app {

/// Writes a simulation as CSV: `time`, all states and all derived values of the model that was
/// simulated, under their names; a line for each time, in numbers that read back exactly.
void write_series(const solve::TimeSeries& series, const model::Model& model, ExportFile& file);

/// Prints what the states and derived values do: where they begin and end, and between what.
void print_course(const solve::TimeSeries& series, const model::Model& model);

}  // namespace heatreel::app
