// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "handle.hpp"

#include <optional>
#include <string>

#include <hdf5.h>

namespace heatreel::store {

/// A string of exactly `bytes` bytes, UTF-8, ended by a zero if it is shorter: the one kind of
/// string that netCDF-4 readers and parallel HDF5 both take.
Handle text_type(std::size_t bytes, const std::string& path);

/// Writes a text attribute; an empty text leaves no attribute.
void write_text(hid_t object, const char* name, const std::string& text, const std::string& path);

/// Writes an attribute that is a scalar, or an array of `count` numbers if `count` > 0.
void write_numbers(hid_t object, const char* name, hid_t type, const void* values, hsize_t count,
                   const std::string& path);

/// A text attribute, "" if there is none.
/// \throws base::ConfigError if it is no scalar string of fixed length
std::string read_text(hid_t object, const char* name, const std::string& path);

/// A scalar int32 attribute, if there is one.
std::optional<int> read_int(hid_t object, const char* name, const std::string& path);

}  // namespace heatreel::store
