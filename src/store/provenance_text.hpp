// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "run_file.hpp"
#include "validate.hpp"

#include <string>

#include "heatreel/store/held_file.hpp"

// Texts of the provenance group of a file, and where they are in it. One rank's work.
namespace heatreel::store {

/// A text that is too long for the room it has is cut. \throws base::Hdf5Error
void write_provenance_text(const RunFile& file, const std::string& name, const std::string& text);

/// \throws base::Hdf5Error
std::string read_provenance_text(const RunFile& file, const std::string& name);

/// `text` as the file holds it after it was written. \throws base::Hdf5Error
StoredBytes stored_provenance_text(const RunFile& file, const std::string& name,
                                   const std::string& text);

/// The same of a file that is open for reading; no bytes if it has no text of this name.
/// \throws base::ConfigError, base::Hdf5Error
StoredBytes find_provenance_text(const CheckedFile& file, const std::string& name,
                                 const std::string& text);

}  // namespace heatreel::store
