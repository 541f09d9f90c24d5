// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>

/// Names and numbers of the file format, described in docs/file-format.md.
namespace heatreel::store::names {

inline constexpr const char* status = "status";
inline constexpr const char* verdict = "verdict";
inline constexpr const char* committed = "committed";
inline constexpr const char* frame_crc = "frame_crc";      ///< group
inline constexpr const char* frame_range = "frame_range";  ///< group
inline constexpr const char* bound = "bound";              ///< dimension of frame_range
inline constexpr const char* provenance = "provenance";    ///< group

/// Attribute of the root group that marks a file as heatreel's.
inline constexpr const char* version_attribute = "heatreel_file_version";
inline constexpr int version = 1;

/// Attribute of every coordinate variable, and of no other.
inline constexpr const char* spacing = "spacing";

/// Attributes of netCDF's libraries: of a file that they have written, the number of a dimension,
/// and the numbers of a variable's dimensions.
inline constexpr const char* netcdf_writer = "_NCProperties";
inline constexpr const char* netcdf_dimension = "_Netcdf4Dimid";
inline constexpr const char* netcdf_dimensions = "_Netcdf4Coordinates";

/// Bytes a provenance text has room for, if it is not longer from the start.
inline constexpr std::size_t provenance_capacity = 256;

}  // namespace heatreel::store::names
