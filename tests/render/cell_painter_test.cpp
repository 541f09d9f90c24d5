// SPDX-License-Identifier: GPL-3.0-or-later
#include "heatreel/render/cell_painter.hpp"

#include <cmath>
#include <limits>
#include <numeric>
#include <vector>

#include <gtest/gtest.h>

namespace heatreel::render {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

std::uint32_t pixel_at(const Picture& picture, int x, int y) {
  const std::uint8_t* p = picture.pixels.data() + static_cast<std::size_t>(y) * picture.stride() +
                          static_cast<std::size_t>(x) * 4;
  return static_cast<std::uint32_t>(p[2] << 16 | p[1] << 8 | p[0]);
}

/// Paints nx × ny values into a plot of just the room given, with grey from 0 to `high`.
class Painted {
 public:
  Painted(std::int64_t nx, std::int64_t ny, int room, std::vector<double> values, double high)
      : x_(CellBlocks::fit(nx, room)), y_(CellBlocks::fit(ny, room)) {
    picture_ = {x_.extent(), y_.extent(), {}};
    picture_.pixels.assign(picture_.stride() * static_cast<std::size_t>(picture_.height), 0);
    CellPainter painter(ValueScale(ScaleKind::linear, 0.0, high), map_,
                        {0, 0, x_.extent(), y_.extent()}, x_, y_);
    missing_ = painter.paint(values, picture_);
  }
  Rgb expected(double position) const { return map_.at(position); }
  std::uint32_t pixel(int x, int y) const { return pixel_at(picture_, x, y); }
  std::uint32_t grey_of_missing() const { return missing_color(map_).pixel(); }
  bool missing() const { return missing_; }

 private:
  ColorMap map_ = ColorMap::named("grey");
  CellBlocks x_;
  CellBlocks y_;
  Picture picture_;
  bool missing_ = false;
};

TEST(CellBlocks, AreEvenWhenTheyCanHaveTwoPixels) {
  for (const int room : {2, 10, 99, 500, 3700}) {
    for (const std::int64_t cells : {1, 2, 3, 7, 50, 64, 200, 1000}) {
      const CellBlocks blocks = CellBlocks::fit(cells, room);
      EXPECT_LE(blocks.extent(), room);
      if (2 * cells <= room) {
        EXPECT_EQ(blocks.pixels % 2, 0) << cells << " in " << room;
        EXPECT_GT(blocks.extent() + 2 * cells, room) << "larger cells would fit";
      }
      EXPECT_EQ(blocks.is_reduced(), cells > room);
    }
  }
}

TEST(CellBlocks, BeginOfIsTheCellsFirstPixel) {
  const CellBlocks large = CellBlocks::fit(50, 900);
  EXPECT_EQ(large.begin_of(0), 0);
  EXPECT_EQ(large.begin_of(49), 49 * 18);
  const CellBlocks reduced = CellBlocks::fit(1000, 100);
  EXPECT_EQ(reduced.begin_of(0), 0);
  EXPECT_EQ(reduced.begin_of(505), 50);
  EXPECT_EQ(reduced.begin_of(999), 99);
}

TEST(CellPainter, FirstRowIsAtTheBottom) {
  const Painted painted(2, 2, 8, {0.0, 1.0, 2.0, 3.0}, 4.0);
  EXPECT_EQ(painted.pixel(0, 7), painted.expected(0.0).pixel());
  EXPECT_EQ(painted.pixel(7, 7), painted.expected(0.25).pixel());
  EXPECT_EQ(painted.pixel(0, 0), painted.expected(0.5).pixel());
  EXPECT_EQ(painted.pixel(7, 0), painted.expected(0.75).pixel());
  EXPECT_EQ(painted.pixel(3, 3), painted.expected(0.5).pixel());
  EXPECT_EQ(painted.pixel(4, 4), painted.expected(0.25).pixel());
  EXPECT_FALSE(painted.missing());
}

TEST(CellPainter, ValuesThatAreNotFiniteAreMissing) {
  const Painted painted(3, 1, 6, {nan, std::numeric_limits<double>::infinity(), 0.0}, 4.0);
  EXPECT_TRUE(painted.missing());
  EXPECT_EQ(painted.pixel(0, 0), painted.grey_of_missing());
  EXPECT_EQ(painted.pixel(2, 0), painted.grey_of_missing());
  EXPECT_EQ(painted.pixel(4, 0), painted.expected(0.0).pixel());
}

TEST(CellPainter, WholeBlocksShowTheirMean) {
  std::vector<double> values(16);
  std::iota(values.begin(), values.end(), 0.0);
  const Painted painted(4, 4, 2, values, 16.0);
  EXPECT_EQ(painted.pixel(0, 1), painted.expected((0 + 1 + 4 + 5) / 4.0 / 16.0).pixel());
  EXPECT_EQ(painted.pixel(1, 0), painted.expected((10 + 11 + 14 + 15) / 4.0 / 16.0).pixel());
}

TEST(CellPainter, FractionsOfCellsCountByTheirArea) {
  // Three cells on two pixels: the middle one belongs half to each.
  const Painted painted(3, 1, 2, {0.0, 3.0, 9.0}, 16.0);
  EXPECT_EQ(painted.pixel(0, 0), painted.expected((0.0 + 0.5 * 3.0) / 1.5 / 16.0).pixel());
  EXPECT_EQ(painted.pixel(1, 0), painted.expected((0.5 * 3.0 + 9.0) / 1.5 / 16.0).pixel());
}

TEST(CellPainter, MeanLeavesMissingCellsOut) {
  const Painted painted(4, 1, 2, {nan, 6.0, nan, nan}, 16.0);
  EXPECT_EQ(painted.pixel(0, 0), painted.expected(6.0 / 16.0).pixel());
  EXPECT_EQ(painted.pixel(1, 0), painted.grey_of_missing());
  EXPECT_TRUE(painted.missing());
}

TEST(CellPainter, MeanOfAConstantFieldIsThatConstantAtAnyRatio) {
  for (const int nx : {101, 150, 199, 1000}) {
    const Painted painted(nx, 103, 100,
                          std::vector<double>(static_cast<std::size_t>(nx) * 103, 5.01), 10.0);
    for (int k = 0; k < 100; ++k) {
      ASSERT_EQ(painted.pixel(k, k), painted.expected(0.501).pixel()) << nx << " " << k;
    }
  }
}

}  // namespace
}  // namespace heatreel::render
