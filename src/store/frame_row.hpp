// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "run_file.hpp"

#include <cstddef>
#include <span>
#include <string>

#include "heatreel/grid/parameter_grid.hpp"

namespace heatreel::store {

/// Throws base::Hdf5Error: the file does not hold what was just written to `variable`.
[[noreturn]] void refuse_readback(const std::string& path, const std::string& variable);

/// Writes what a dataset over t, or over t and one dimension more, holds of one frame, and reads it
/// back. One rank's work. \param row of numbers of `type`, as the dataset's own
/// \throws base::Hdf5Error
void write_row(const RunFile& file, const Handle& dataset, grid::FrameIndex frame, hid_t type,
               std::span<const std::byte> row);

/// Reads it back only. One rank's work. \throws base::Hdf5Error if the file holds something else
void verify_row(const RunFile& file, const Handle& dataset, grid::FrameIndex frame, hid_t type,
                std::span<const std::byte> row);

}  // namespace heatreel::store
