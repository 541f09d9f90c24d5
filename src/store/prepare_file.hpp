// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include "heatreel/store/ask.hpp"
#include "heatreel/store/file_layout.hpp"
#include "heatreel/store/held_file.hpp"

// What rank 0 does before all ranks open the result file together. Not collective.
namespace heatreel::store {

/// Puts the complete but empty file under its name, with real blocks, durably.
/// \param ask may end it before the name is used
/// \throws base::Hdf5Error, base::RuntimeError
void lay_out_file(const std::string& path, const FileLayout& layout, const Ask& ask);

/// Sees to it that the file at `path` can be continued: that it is of this layout and has its
/// blocks. \throws base::ConfigError if it is another file
void check_continued_file(const std::string& path, const FileLayout& layout, const Ask& ask);

/// Holds the file at `path` and expects the layout's `run_id` in it and all of what it
/// describes: HDF5 cuts off what is beyond.
/// \throws base::RuntimeError if it was replaced since it was laid out or checked
HeldFile hold_prepared(const std::string& path, const FileLayout& layout);

}  // namespace heatreel::store
