// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "run_file.hpp"

#include <string>

#include "heatreel/store/held_file.hpp"

// Texts of the provenance group of a file that is open for the run. One rank's work.
namespace heatreel::store {

/// A text that is too long for the room it has is cut. \throws base::Hdf5Error
void write_provenance_text(const RunFile& file, const std::string& name, const std::string& text);

/// \throws base::Hdf5Error
std::string read_provenance_text(const RunFile& file, const std::string& name);

/// `text` as the file holds it after it was written. \throws base::Hdf5Error
StoredBytes stored_provenance_text(const RunFile& file, const std::string& name,
                                   const std::string& text);

/// The bytes of a string dataset that holds `text`. \throws base::Hdf5Error
StoredBytes stored_text(const Handle& dataset, const std::string& text, const std::string& path);

}  // namespace heatreel::store
