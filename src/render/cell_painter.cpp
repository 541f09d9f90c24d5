// SPDX-License-Identifier: GPL-3.0-or-later
#include "heatreel/render/cell_painter.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>

#include "heatreel/base/contract.hpp"

namespace heatreel::render {

CellBlocks CellBlocks::fit(std::int64_t cells, int room) {
  HEATREEL_REQUIRE(cells >= 1 && room >= 1);
  if (cells > room) {
    return {cells, room, 1};
  }
  const int pixels = static_cast<int>(room / cells);
  return {cells, static_cast<int>(cells), pixels >= 2 ? pixels - pixels % 2 : 1};
}

int CellBlocks::begin_of(std::int64_t cell) const {
  const double center = (static_cast<double>(cell) + 0.5) / static_cast<double>(cells);
  return std::min(static_cast<int>(center * blocks), blocks - 1) * pixels;
}

CellPainter::CellPainter(const ValueScale& scale, const ColorMap& map, const Rect& plot,
                         const CellBlocks& x, const CellBlocks& y)
    : scale_(scale),
      missing_pixel_(missing_color(map).pixel()),
      plot_(plot),
      x_(x),
      y_(y),
      x_shares_(shares(x)),
      y_shares_(shares(y)),
      sums_(static_cast<std::size_t>(x.blocks)),
      weights_(static_cast<std::size_t>(x.blocks)),
      line_(static_cast<std::size_t>(x.extent())) {
  HEATREEL_REQUIRE(plot.width == x.extent() && plot.height == y.extent());
  for (std::size_t i = 0; i < ColorMap::size; ++i) {
    pixels_[i] = map[i].pixel();
  }
}

std::vector<CellPainter::Share> CellPainter::shares(const CellBlocks& blocks) {
  std::vector<Share> shares;
  const double width = static_cast<double>(blocks.cells) / blocks.blocks;  // cells a block
  for (int b = 0; b < blocks.blocks; ++b) {
    const double begin = b * width;
    const double end = std::min((b + 1) * width, static_cast<double>(blocks.cells));
    Share share;
    share.first = static_cast<std::int64_t>(begin);
    share.last = std::max(share.first, static_cast<std::int64_t>(std::ceil(end)) - 1);
    share.first_part = std::min(end, static_cast<double>(share.first + 1)) - begin;
    share.last_part = end - static_cast<double>(share.last);
    shares.push_back(share);
  }
  return shares;
}

void CellPainter::reduce_row(std::span<const double> values, const Share& rows) {
  std::fill(sums_.begin(), sums_.end(), 0.0);
  std::fill(weights_.begin(), weights_.end(), 0.0);
  for (std::int64_t j = rows.first; j <= rows.last; ++j) {
    const double* row = values.data() + j * x_.cells;
    const double row_part = rows.part(j);
    for (std::size_t b = 0; b < x_shares_.size(); ++b) {
      const Share& columns = x_shares_[b];
      for (std::int64_t i = columns.first; i <= columns.last; ++i) {
        if (std::isfinite(row[i])) {
          const double weight = row_part * columns.part(i);
          sums_[b] += weight * row[i];
          weights_[b] += weight;
        }
      }
    }
  }
  for (std::size_t b = 0; b < sums_.size(); ++b) {
    sums_[b] =
        weights_[b] > 0.0 ? sums_[b] / weights_[b] : std::numeric_limits<double>::quiet_NaN();
  }
}

bool CellPainter::color_row(std::span<const double> row_values) {
  bool any_missing = false;
  auto pixel = line_.begin();
  for (const double value : row_values) {
    std::uint32_t color = missing_pixel_;
    if (std::isfinite(value)) {
      color = pixels_[ColorMap::index_of(scale_.position(value))];
    } else {
      any_missing = true;
    }
    pixel = std::fill_n(pixel, x_.pixels, color);
  }
  return any_missing;
}

bool CellPainter::paint(std::span<const double> values, Picture& picture) {
  HEATREEL_REQUIRE(static_cast<std::int64_t>(values.size()) == x_.cells * y_.cells);
  const bool reduced = x_.is_reduced() || y_.is_reduced();
  bool any_missing = false;
  for (int row = 0; row < y_.blocks; ++row) {
    if (reduced) {
      reduce_row(values, y_shares_[static_cast<std::size_t>(row)]);
      any_missing |= color_row(sums_);
    } else {
      const auto width = static_cast<std::size_t>(x_.cells);
      any_missing |= color_row(values.subspan(static_cast<std::size_t>(row) * width, width));
    }
    const int top = plot_.bottom() - (row + 1) * y_.pixels;
    for (int y = top; y < top + y_.pixels; ++y) {
      std::memcpy(picture.pixels.data() + static_cast<std::size_t>(y) * picture.stride() +
                      static_cast<std::size_t>(plot_.x) * 4,
                  line_.data(), line_.size() * 4);
    }
  }
  return any_missing;
}

}  // namespace heatreel::render
