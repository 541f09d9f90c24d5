// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace heatreel::render {

/// A drawn frame: width × height pixels, row after row from the top, each 4 bytes in the order
/// blue, green, red, unused (Cairo's RGB24 on little-endian machines).
struct Picture {
  int width = 0;
  int height = 0;
  std::vector<std::uint8_t> pixels;

  std::size_t stride() const { return static_cast<std::size_t>(width) * 4; }
};

}  // namespace heatreel::render
