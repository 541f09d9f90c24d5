// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recompute.hpp"

#include <string>

#include "heatreel/solve/cell_tracer.hpp"

namespace heatreel::app {

/// Writes a simulation as a netCDF-4 file: all states and derived values along time, and each
/// metric and parameter as a variable of one number. A name that is taken gets a number. \param
/// parameters in the model's order \throws base::Hdf5Error, base::RuntimeError
void write_netcdf(const solve::TimeSeries& series, const TracedCell& cell,
                  const model::Model& model, const std::vector<double>& parameters,
                  const std::string& path);

}  // namespace heatreel::app
