// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <utility>
#include <vector>

namespace heatreel::store {

/// Numbers along one dimension, such as a state over time.
struct Column {
  std::string name;  ///< without '/', which HDF5 gives a meaning
  std::string unit;
  std::string long_name;
  const std::vector<double>* values = nullptr;
};

/// A number that belongs to all of them, such as a metric.
struct Scalar {
  std::string name;
  std::string unit;
  double value = 0.0;
};

/// A simulation over time as a netCDF-4 file: a dimension with its coordinate variable, variables
/// along it, and variables of one number each. Names differ.
struct SeriesFile {
  std::vector<std::pair<const char*, std::string>> attributes;  ///< of the file
  Column dimension;
  std::vector<Column> columns;  ///< as long as the dimension
  std::vector<Scalar> scalars;
};

/// Writes the file, whole or not at all. \throws base::Hdf5Error, base::RuntimeError
void write_series_file(const SeriesFile& series, const std::string& path);

}  // namespace heatreel::store
