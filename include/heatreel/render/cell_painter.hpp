// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "heatreel/render/canvas.hpp"
#include "heatreel/render/colormap.hpp"
#include "heatreel/render/picture.hpp"
#include "heatreel/render/value_scale.hpp"

namespace heatreel::render {

/// How the n cells along one side of the heat map are drawn: as `blocks` blocks of `pixels` pixels
/// each. Blocks are cells, unless there are more cells than pixels.
struct CellBlocks {
  std::int64_t cells = 1;
  int blocks = 1;
  int pixels = 1;

  /// The largest blocks within `room` ≥ 1 pixels. Of an even number of pixels if cells can have
  /// two, so that 4:2:0 chroma does not bleed across a cell's edge.
  static CellBlocks fit(std::int64_t cells, int room);

  int extent() const { return blocks * pixels; }
  bool is_reduced() const { return blocks < cells; }
  /// First pixel of the block that holds the centre of a cell.
  int begin_of(std::int64_t cell) const;
};

/// Colours the cells of a frame. Where there are more cells than pixels, a pixel shows the mean of
/// its area's finite values, and no value only if all of them are missing.
class CellPainter {
 public:
  /// \param plot where to; its size is x.extent() × y.extent(); row j = 0 is at the bottom
  CellPainter(const ValueScale& scale, const ColorMap& map, const Rect& plot, const CellBlocks& x,
              const CellBlocks& y);

  /// \param values y.cells × x.cells, row-major. Values that are not finite are missing.
  /// \returns true if a block without a value was drawn
  bool paint(std::span<const double> values, Picture& picture);

 private:
  /// Part of a block's extent that each of a run of cells covers.
  struct Share {
    std::int64_t first = 0;
    std::int64_t last = 0;    ///< inclusive
    double first_part = 1.0;  ///< weight of the first cell
    double last_part = 1.0;   ///< weight of the last one, if it is another
    double part(std::int64_t cell) const {
      return cell == first ? first_part : cell == last ? last_part : 1.0;
    }
  };
  static std::vector<Share> shares(const CellBlocks& blocks);

  void reduce_row(std::span<const double> values, const Share& rows);
  bool color_row(std::span<const double> row_values);

  ValueScale scale_;
  std::array<std::uint32_t, ColorMap::size> pixels_ = {};
  std::uint32_t missing_pixel_;
  Rect plot_;
  CellBlocks x_;
  CellBlocks y_;
  std::vector<Share> x_shares_;  ///< of reduced axes only
  std::vector<Share> y_shares_;
  std::vector<double> sums_;  ///< of one row of blocks
  std::vector<double> weights_;
  std::vector<std::uint32_t> line_;  ///< one row of pixels
};

}  // namespace heatreel::render
