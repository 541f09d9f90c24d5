// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>

#include "heatreel/grid/cell_status.hpp"
#include "heatreel/grid/parameter_grid.hpp"
#include "heatreel/render/colormap.hpp"
#include "heatreel/render/picture.hpp"
#include "heatreel/render/value_scale.hpp"

namespace heatreel::render {

/// How values become colours.
struct ColorOptions {
  std::string colormap = "viridis";
  ScaleKind scale = ScaleKind::linear;
  double low = 0.0;   ///< value of the first colour
  double high = 1.0;  ///< value of the last colour; low = high is a constant field
};

/// What a picture says in words.
struct Captions {
  std::string title;
  std::string subtitle;     ///< the fixed parameters; may be empty
  std::string value_label;  ///< of the colour bar, with unit
};

struct PictureOptions {
  int width = 1280;  ///< pixels, even, 320 to 3840
  int height = 720;  ///< pixels, even, 240 to 2160
  ColorOptions color;
  Captions captions;
};

/// Draws frames of one metric as heat maps with axes, colour bar and timeline. What does not change
/// along the movie is drawn once.
class HeatmapRenderer {
 public:
  HeatmapRenderer(const grid::ParameterGrid& grid, const PictureOptions& options);
  ~HeatmapRenderer();
  HeatmapRenderer(const HeatmapRenderer&) = delete;
  HeatmapRenderer& operator=(const HeatmapRenderer&) = delete;

  /// Draws frame `frame`. Valid until the next call.
  /// \param values ny × nx, row-major (j slowest); NaN cells are grey
  const Picture& draw(grid::FrameIndex frame, std::span<const double> values);

  /// Where cell (i, j) is drawn: the pixel at its centre; for tests that compare colours.
  struct Pixel {
    int x = 0;
    int y = 0;
  };
  Pixel cell_center(std::int64_t i, std::int64_t j) const;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

/// Writes a picture as PNG.
/// \throws base::RuntimeError with the path
void write_png(const Picture& picture, const std::string& path);

}  // namespace heatreel::render
