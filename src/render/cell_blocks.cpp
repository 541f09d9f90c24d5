// SPDX-License-Identifier: GPL-3.0-or-later
#include "heatreel/render/cell_blocks.hpp"

#include <algorithm>

#include "heatreel/base/contract.hpp"

namespace heatreel::render {

CellBlocks CellBlocks::fit(std::int64_t cells, int room) {
  HEATREEL_REQUIRE(cells >= 1 && room >= 2);
  if (cells > room / 2) {
    return {cells, room / 2, 2};
  }
  const int pixels = static_cast<int>(room / cells);
  return {cells, static_cast<int>(cells), pixels - pixels % 2};
}

int CellBlocks::begin_of(std::int64_t cell) const {
  const double center = (static_cast<double>(cell) + 0.5) / static_cast<double>(cells);
  return std::min(static_cast<int>(center * blocks), blocks - 1) * pixels;
}

}  // namespace heatreel::render
