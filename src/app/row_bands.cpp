// SPDX-License-Identifier: GPL-3.0-or-later
#include "row_bands.hpp"

#include <algorithm>
#include <limits>

namespace heatreel::app {

namespace {

/// Cells of a band, if a row has no more.
constexpr std::int64_t cells_a_band = 65536;

/// Of a running sweep a later look finds more: what was pending at the first look stays pending.
void hide_pending(const std::vector<grid::CellStatus>& status, std::vector<double>& values) {
  for (std::size_t cell = 0; cell < status.size(); ++cell) {
    if (status[cell] == grid::CellStatus::pending) {
      values[cell] = std::numeric_limits<double>::quiet_NaN();
    }
  }
}

}  // namespace

void visit_rows(const store::FrameReader& reader, const std::vector<std::size_t>& metrics,
                grid::FrameIndex frame, const std::function<void(const RowBand&)>& visit) {
  const std::int64_t width = reader.layout().grid.x().size();
  const std::int64_t height = reader.layout().grid.y().size();
  const std::int64_t most_rows = std::max<std::int64_t>(1, cells_a_band / width);
  RowBand band;
  band.metrics.resize(metrics.size());
  std::vector<grid::CellStatus> later;
  for (; band.first_row < height; band.first_row += band.rows) {
    band.rows = std::min(most_rows, height - band.first_row);
    const auto cells = static_cast<std::size_t>(band.rows * width);
    band.status.resize(cells);
    later.resize(cells);
    for (std::size_t i = 0; i < metrics.size(); ++i) {
      band.metrics[i].resize(cells);
      reader.read_rows(metrics[i], frame, band.first_row, band.metrics[i],
                       i == 0 ? band.status : later);
      hide_pending(band.status, band.metrics[i]);
    }
    band.verdicts.resize(cells);
    reader.read_verdict_rows(frame, band.first_row, band.verdicts);
    for (std::size_t cell = 0; cell < cells; ++cell) {
      if (band.status[cell] == grid::CellStatus::pending) {
        band.verdicts[cell] = grid::CellVerdict::none;
      }
    }
    visit(band);
  }
}

}  // namespace heatreel::app
