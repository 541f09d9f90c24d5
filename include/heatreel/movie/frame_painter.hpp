// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include "heatreel/movie/field.hpp"
#include "heatreel/render/heatmap_renderer.hpp"

namespace heatreel::movie {

/// Draws the frames of some fields side by side, straight from their files.
class FramePainter {
 public:
  /// \param fields of one grid, as many as the picture has panels
  FramePainter(std::vector<Field> fields, const render::PictureOptions& options)
      : fields_(std::move(fields)), renderer_(fields_.front().layout().grid, options) {}

  /// Valid until the next call.
  const render::Picture& draw(grid::FrameIndex frame) {
    renderer_.begin(frame);
    for (std::size_t panel = 0; panel < fields_.size(); ++panel) {
      fields_[panel].read(frame,
                          [&](const render::CellRows& rows) { renderer_.add_rows(panel, rows); });
    }
    return renderer_.finish();
  }

 private:
  std::vector<Field> fields_;
  render::HeatmapRenderer renderer_;
};

}  // namespace heatreel::movie
