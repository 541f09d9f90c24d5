// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include "heatreel/store/file_layout.hpp"

namespace heatreel::store {

/// Fills the existing file at `path` with everything a result file will ever hold: no object,
/// attribute or extent is made later, so that a killed run leaves a file that opens. Data read as
/// zeros until they are written: pending, not committed. One rank's work, through plain POSIX
/// calls, so that the bytes do not depend on the number of ranks.
/// \throws base::Hdf5Error
void create_file(const std::string& path, const FileLayout& layout);

}  // namespace heatreel::store
