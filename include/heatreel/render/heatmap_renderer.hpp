// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "heatreel/grid/parameter_grid.hpp"
#include "heatreel/render/block_reducer.hpp"
#include "heatreel/render/canvas.hpp"
#include "heatreel/render/colormap.hpp"
#include "heatreel/render/picture.hpp"
#include "heatreel/render/theme.hpp"
#include "heatreel/render/value_scale.hpp"

namespace heatreel::render {

/// How values become colours.
struct ColorOptions {
  ColorMap map = ColorMap::named("viridis");
  ScaleKind scale = ScaleKind::linear;
  bool whole = false;  ///< values are whole numbers, for a linear scale
  double low = 0.0;    ///< value of the first colour
  double high = 1.0;   ///< value of the last colour; low = high is a constant field
  bool under = false;  ///< there are values below low, and above high: the colour bar says so
  bool over = false;
  bool no_value = false;  ///< no cell has a value: the colour bar has no numbers
  /// Low and high of one frame, for a movie whose scale changes from frame to frame; else null.
  /// Nothing for a frame in which no cell has a value.
  std::function<std::optional<std::pair<double, double>>(grid::FrameIndex)> of_frame = nullptr;
};

/// The scale from one value to another.
inline ValueScale value_scale(const ColorOptions& color, double low, double high) {
  return color.whole ? ValueScale::of_whole_numbers(low, high) : ValueScale(color.scale, low, high);
}

/// One heat map.
struct PanelOptions {
  ColorOptions color;
  std::string label;  ///< of the colour bar, with unit: "amplitude of P [nM]"
  std::string note;   ///< what is to be known about the colours, after the label; may be empty
  std::string caption = {};           ///< above the heat map; may be empty
  bool has_bar = true;                ///< a colour bar beside it
  std::vector<double> contours = {};  ///< values at which lines are drawn
  bool reasons = false;               ///< whether verdicts are the reason where it has no value
};

struct PictureOptions {
  int width = 1280;  ///< pixels, even
  int height = 720;
  double text = 0.0;  ///< size of labels [pixels]; 0: as suits the picture's size
  Theme theme = Theme::light();
  std::string title;
  std::string subtitle;  ///< the fixed parameters; may be empty
  Reduction reduction = Reduction::mean;
  std::vector<PanelOptions> panels;  ///< row after row, at least one
  int columns = 0;                   ///< of heat maps; 0: as makes their cells largest
  std::optional<double> aspect;      ///< width of a heat map by its height; any if there is none
  bool shared_bar = false;           ///< one colour bar, of the first panel, beside all heat maps
  bool legend = true;                ///< room for the legend of cells without a normal value
  bool timeline = true;              ///< whether it shows where on the t axis a frame is
};

/// The least width that a picture with so many panels has.
constexpr int least_width(std::size_t panels) {
  constexpr int of_one = 320;
  constexpr int of_another = 200;
  return of_one + of_another * (static_cast<int>(panels) - 1);
}

/// Draws the frames of a sweep as heat maps side by side, with axes, colour bars and a timeline.
/// What does not change along the movie is drawn once. Cells come in rows, so that a frame need
/// not fit into memory.
class HeatmapRenderer {
 public:
  HeatmapRenderer(const grid::ParameterGrid& grid, const PictureOptions& options);
  ~HeatmapRenderer();
  HeatmapRenderer(const HeatmapRenderer&) = delete;
  HeatmapRenderer& operator=(const HeatmapRenderer&) = delete;

  /// Begins a frame. Every panel then needs all its rows, from j = 0 on.
  void begin(grid::FrameIndex frame);
  void add_rows(std::size_t panel, const CellRows& rows);
  /// The frame's picture. Valid until the next begin().
  const Picture& finish();

  /// In place of finish(): writes a picture without a timeline as vector graphics, whole or not at
  /// all. Each cell is a square of pixels, all else are vectors, and the font is in the file.
  /// \param dpi pixels of the picture an inch \throws base::RuntimeError
  void write_page(const std::string& path, PageFormat format, double dpi);

  /// Where cell (i, j) is drawn: the pixel at its centre; for tests that compare colours.
  struct Pixel {
    int x = 0;
    int y = 0;
  };
  Pixel cell_center(std::size_t panel, std::int64_t i, std::int64_t j) const;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

/// Writes a picture as PNG, whole or not at all.
/// \param dpi pixels an inch, which the file then says; 0 for none
/// \throws base::RuntimeError with the path; a file that was there before is then as it was
void write_png(const Picture& picture, const std::string& path, int dpi = 0);

}  // namespace heatreel::render
