// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <vector>

#include "heatreel/store/frame_reader.hpp"

namespace heatreel::app {

/// Some rows of a frame, row-major.
struct RowBand {
  std::int64_t first_row = 0;
  std::int64_t rows = 0;
  std::vector<grid::CellStatus> status;
  std::vector<grid::CellVerdict> verdicts;
  std::vector<std::vector<double>> metrics;  ///< values by metric; NaN where a cell is pending
};

/// Visits a frame from its first row to its last in bands of rows, so that memory does not grow
/// with it. The cells of a band have one status for all metrics, also while a sweep writes them.
/// \param metrics their indices in the file's layout
void visit_rows(const store::FrameReader& reader, const std::vector<std::size_t>& metrics,
                grid::FrameIndex frame, const std::function<void(const RowBand&)>& visit);

}  // namespace heatreel::app
