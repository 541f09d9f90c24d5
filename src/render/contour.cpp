// SPDX-License-Identifier: GPL-3.0-or-later
#include "contour.hpp"

#include <array>
#include <cmath>

#include "heatreel/base/contract.hpp"

namespace heatreel::render {

namespace {

struct Corner {
  Point at;
  double value;
};

/// Where the level is crossed between two corners on different sides of it.
Point crossing(const Corner& a, const Corner& b, double level) {
  const double part = (level - a.value) / (b.value - a.value);
  return {a.at.x + part * (b.at.x - a.at.x), a.at.y + part * (b.at.y - a.at.y)};
}

/// \param corners in order around the square
void add_square(const std::array<Corner, 4>& corners, double level, std::vector<Point>& ends) {
  // Crossing k lies on the edge from corner k to the next.
  std::array<Point, 4> crossings;
  std::size_t count = 0;
  double sum = 0.0;
  for (std::size_t k = 0; k < 4; ++k) {
    const Corner& a = corners[k];
    const Corner& b = corners[(k + 1) % 4];
    if (!std::isfinite(a.value)) {
      return;
    }
    sum += a.value / 4.0;
    if ((a.value < level) != (b.value < level) && std::isfinite(b.value)) {
      crossings[count++] = crossing(a, b, level);
    }
  }
  if (count == 2) {
    ends.insert(ends.end(), {crossings[0], crossings[1]});
  } else if (count == 4) {
    // The line must not part the middle from the corners on its side.
    const bool with_first = (sum < level) == (corners[0].value < level);
    ends.insert(ends.end(), {crossings[0], crossings[with_first ? 1 : 3],
                             crossings[with_first ? 2 : 1], crossings[with_first ? 3 : 2]});
  }
}

}  // namespace

std::vector<Point> contour_segments(std::span<const double> field, double level, const Rect& plot,
                                    const CellBlocks& x, const CellBlocks& y) {
  HEATREEL_REQUIRE(static_cast<int>(field.size()) == x.blocks * y.blocks);
  const auto corner = [&](int i, int j) {
    return Corner{{plot.x + (i + 0.5) * x.pixels, plot.bottom() - (j + 0.5) * y.pixels},
                  field[static_cast<std::size_t>(j) * static_cast<std::size_t>(x.blocks) +
                        static_cast<std::size_t>(i)]};
  };
  std::vector<Point> ends;
  for (int j = 0; j + 1 < y.blocks; ++j) {
    for (int i = 0; i + 1 < x.blocks; ++i) {
      add_square({corner(i, j), corner(i + 1, j), corner(i + 1, j + 1), corner(i, j + 1)}, level,
                 ends);
    }
  }
  return ends;
}

}  // namespace heatreel::render
