// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "global_heap.hpp"
#include "handle.hpp"

#include <string>
#include <vector>

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

/// A text attribute of fixed or variable length, "" if there is none or if `heaps` make it unsafe
/// to read one of variable length.
/// \throws base::ConfigError if it is not one string
std::string read_text(hid_t object, const char* name, const GlobalHeaps& heaps,
                      const std::string& path);

bool holds_attribute(hid_t object, const char* name, const std::string& path);

/// An attribute of a few whole numbers; {} if there is none, or another kind.
std::vector<int> read_ints(hid_t object, const char* name, const std::string& path);

}  // namespace heatreel::store
