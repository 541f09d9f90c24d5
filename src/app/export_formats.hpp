// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "heatreel/app/export_file.hpp"
#include "heatreel/store/frame_reader.hpp"

namespace heatreel::app {

/// Writes a table of one line a cell (RFC 4180, but lines end with \n) in the order of the frames
/// and cells: x, y, t, each metric, status. Numbers are the shortest texts that read back as
/// exactly what is stored, in its type.
void write_csv(const store::FrameReader& reader, const std::vector<std::size_t>& metrics,
               const std::vector<grid::FrameIndex>& frames, ExportFile& file);

/// Writes one metric in numpy's format, of the stored type and in C order: ny × nx, or
/// frames × ny × nx if there are several.
void write_npy(const store::FrameReader& reader, std::size_t metric,
               const std::vector<grid::FrameIndex>& frames, ExportFile& file);

/// Describes the metrics and the status of all cells in XDMF 3: a mesh in three dimensions, x, y
/// and t, whose numbers stay in the result file. \param data_path of the result file, seen from the
/// description's folder
void write_xdmf(const store::FileLayout& layout, const std::vector<std::size_t>& metrics,
                const std::string& data_path, ExportFile& file);

}  // namespace heatreel::app
