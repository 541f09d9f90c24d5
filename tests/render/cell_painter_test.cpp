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

using grid::CellStatus;
using grid::CellVerdict;

/// Paints nx × ny values into a plot of just the room given, with grey from 0 to `high`.
class Painted {
 public:
  Painted(std::int64_t nx, std::int64_t ny, int room, const std::vector<double>& values,
          double high, Reduction reduction = Reduction::mean, std::vector<CellStatus> status = {},
          const std::vector<CellVerdict>& verdicts = {})
      : x_(CellBlocks::fit(nx, room)), y_(CellBlocks::fit(ny, room)) {
    picture_ = {x_.extent(), y_.extent(), {}};
    picture_.pixels.assign(picture_.stride() * static_cast<std::size_t>(picture_.height), 0);
    status.resize(values.size(), CellStatus::ok);
    CellPainter painter(ValueScale(ScaleKind::linear, 0.0, high), map_, style_,
                        {0, 0, x_.extent(), y_.extent()}, x_, y_);
    BlockReducer reducer(x_, y_, reduction);
    reducer.add({values, status, verdicts},
                [&](const BlockRow& row) { painter.paint(row, picture_, seen_); });
  }
  Rgb expected(double position) const { return map_.at(position); }
  std::uint32_t pixel(int x, int y) const { return pixel_at(picture_, x, y); }
  std::uint32_t of_class(CellClass of, std::uint32_t value, int x, int y) const {
    return style_.pixel(of, value, x, y);
  }
  bool seen(CellClass of) const { return seen_[static_cast<std::size_t>(of)]; }
  int differing(const Painted& other) const {
    int count = 0;
    for (int y = 0; y < picture_.height; ++y) {
      for (int x = 0; x < picture_.width; ++x) {
        count += pixel(x, y) != other.pixel(x, y) ? 1 : 0;
      }
    }
    return count;
  }

 private:
  ColorMap map_ = ColorMap::named("grey");
  CellStyle style_{map_, Theme::light(), 1};
  CellBlocks x_;
  CellBlocks y_;
  Picture picture_;
  ClassesSeen seen_ = {};
};

TEST(CellBlocks, AreEvenAndAsLargeAsTheRoomAllows) {
  for (const int room : {2, 10, 99, 500, 3700}) {
    for (const std::int64_t cells : {1, 2, 3, 7, 50, 64, 200, 1000, 8192}) {
      const CellBlocks blocks = CellBlocks::fit(cells, room);
      EXPECT_LE(blocks.extent(), room);
      EXPECT_EQ(blocks.pixels % 2, 0) << cells << " in " << room;
      EXPECT_EQ(blocks.is_reduced(), 2 * cells > room);
      if (!blocks.is_reduced()) {
        EXPECT_GT(blocks.extent() + 2 * cells, room) << "larger cells would fit";
      }
    }
  }
}

TEST(CellBlocks, BeginOfIsTheCellsFirstPixel) {
  const CellBlocks large = CellBlocks::fit(50, 900);
  EXPECT_EQ(large.begin_of(0), 0);
  EXPECT_EQ(large.begin_of(49), 49 * 18);
  const CellBlocks reduced = CellBlocks::fit(1000, 200);
  EXPECT_EQ(reduced.begin_of(0), 0);
  EXPECT_EQ(reduced.begin_of(505), 100);
  EXPECT_EQ(reduced.begin_of(999), 198);
}

TEST(CellPainter, FirstRowIsAtTheBottom) {
  const Painted painted(2, 2, 8, {0.0, 1.0, 2.0, 3.0}, 4.0);
  EXPECT_EQ(painted.pixel(0, 7), painted.expected(0.0).pixel());
  EXPECT_EQ(painted.pixel(7, 7), painted.expected(0.25).pixel());
  EXPECT_EQ(painted.pixel(0, 0), painted.expected(0.5).pixel());
  EXPECT_EQ(painted.pixel(7, 0), painted.expected(0.75).pixel());
  EXPECT_EQ(painted.pixel(3, 3), painted.expected(0.5).pixel());
  EXPECT_EQ(painted.pixel(4, 4), painted.expected(0.25).pixel());
  EXPECT_FALSE(painted.seen(CellClass::undefined));
}

TEST(CellPainter, EveryClassLooksDifferent) {
  const std::vector<double> values(16, 2.0);
  const auto painted = [&](CellStatus status, double value,
                           CellVerdict verdict = CellVerdict::none) {
    return Painted(4, 4, 64, std::vector<double>(16, value), 4.0, Reduction::mean,
                   std::vector<CellStatus>(16, status), std::vector<CellVerdict>(16, verdict));
  };
  const std::vector<Painted> all = {painted(CellStatus::ok, 2.0),
                                    painted(CellStatus::untrusted, 2.0),
                                    painted(CellStatus::ok, nan, CellVerdict::at_rest),
                                    painted(CellStatus::ok, nan),
                                    painted(CellStatus::ok, nan, CellVerdict::still_changing),
                                    painted(CellStatus::ok, nan, CellVerdict::too_few_periods),
                                    painted(CellStatus::pending, nan),
                                    painted(CellStatus::step_limit, nan)};
  for (std::size_t a = 0; a < all.size(); ++a) {
    EXPECT_TRUE(all[a].seen(static_cast<CellClass>(a)));
    for (std::size_t b = 0; b < a; ++b) {
      EXPECT_GT(all[a].differing(all[b]), 64 * 64 / 8) << a << " " << b;
    }
  }
}

TEST(CellPainter, StatusDecidesTheClass) {
  EXPECT_EQ(classify(1.0, CellStatus::ok), CellClass::value);
  EXPECT_EQ(classify(nan, CellStatus::ok), CellClass::undefined);
  EXPECT_EQ(classify(HUGE_VAL, CellStatus::ok), CellClass::undefined);
  EXPECT_EQ(classify(nan, CellStatus::untrusted), CellClass::undefined);
  EXPECT_EQ(classify(nan, CellStatus::ok, CellVerdict::at_rest), CellClass::resting);
  EXPECT_EQ(classify(nan, CellStatus::ok, CellVerdict::too_few_periods), CellClass::too_few);
  EXPECT_EQ(classify(nan, CellStatus::ok, CellVerdict::still_changing), CellClass::changing);
  EXPECT_EQ(classify(nan, CellStatus::ok, CellVerdict::periodic), CellClass::undefined);
  EXPECT_EQ(classify(1.0, CellStatus::ok, CellVerdict::at_rest), CellClass::value);
  EXPECT_EQ(classify(nan, CellStatus::step_limit, CellVerdict::at_rest), CellClass::failed);
  EXPECT_EQ(classify(1.0, CellStatus::pending), CellClass::pending);
  EXPECT_EQ(classify(1.0, CellStatus::overflow), CellClass::value) << "another metric of the cell";
  EXPECT_EQ(classify(nan, CellStatus::overflow), CellClass::failed);
  for (const CellStatus failure : {CellStatus::not_finite, CellStatus::step_limit,
                                   CellStatus::time_limit, CellStatus::failed}) {
    EXPECT_EQ(classify(1.0, failure), CellClass::failed) << "even with a number";
  }
}

TEST(CellPainter, WholeBlocksShowTheirMean) {
  std::vector<double> values(16);
  std::iota(values.begin(), values.end(), 0.0);
  const Painted painted(4, 4, 4, values, 16.0);
  EXPECT_EQ(painted.pixel(0, 3), painted.expected((0 + 1 + 4 + 5) / 4.0 / 16.0).pixel());
  EXPECT_EQ(painted.pixel(1, 2), painted.pixel(0, 3)) << "two pixels a side";
  EXPECT_EQ(painted.pixel(2, 0), painted.expected((10 + 11 + 14 + 15) / 4.0 / 16.0).pixel());
}

TEST(CellPainter, FractionsOfCellsCountByTheirArea) {
  // Three cells on two blocks: the middle one belongs half to each.
  const Painted painted(3, 1, 4, {0.0, 3.0, 9.0}, 16.0);
  EXPECT_EQ(painted.pixel(0, 0), painted.expected((0.0 + 0.5 * 3.0) / 1.5 / 16.0).pixel());
  EXPECT_EQ(painted.pixel(2, 0), painted.expected((0.5 * 3.0 + 9.0) / 1.5 / 16.0).pixel());
}

TEST(CellPainter, LargestAndSmallestValueOfABlock) {
  const std::vector<double> values = {1.0, 5.0, 2.0, 3.0};
  const Painted largest(4, 1, 4, values, 16.0, Reduction::max);
  EXPECT_EQ(largest.pixel(0, 0), largest.expected(5.0 / 16.0).pixel());
  EXPECT_EQ(largest.pixel(2, 0), largest.expected(3.0 / 16.0).pixel());
  const Painted smallest(4, 1, 4, values, 16.0, Reduction::min);
  EXPECT_EQ(smallest.pixel(0, 0), smallest.expected(1.0 / 16.0).pixel());
}

TEST(CellPainter, NothingHidesInABlock) {
  using enum CellStatus;
  std::vector<double> values(16, 6.0);
  std::vector<CellStatus> status(16, ok);
  values[5] = nan;         // first block: no value
  status[2] = not_finite;  // second block: failed, beside …
  values[3] = nan;         // … one without a value
  status[8] = untrusted;   // third block: has a value all the same
  const Painted painted(4, 4, 4, values, 16.0, Reduction::mean, status);
  const std::uint32_t grey = painted.of_class(CellClass::undefined, 0, 0, 0);
  EXPECT_EQ(painted.pixel(0, 3), grey);
  EXPECT_EQ(painted.pixel(2, 3), painted.of_class(CellClass::failed, 0, 2, 3));
  EXPECT_EQ(painted.pixel(3, 2), painted.of_class(CellClass::failed, 0, 3, 2));
  const std::uint32_t six = painted.expected(6.0 / 16.0).pixel();
  EXPECT_EQ(painted.pixel(0, 0), painted.of_class(CellClass::untrusted, six, 0, 0));
  EXPECT_EQ(painted.pixel(3, 1), six);
  EXPECT_TRUE(painted.seen(CellClass::failed) && painted.seen(CellClass::untrusted));
  EXPECT_FALSE(painted.seen(CellClass::pending));
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

/// The mean over each block by brute force: every cell is cut into parts that fit both grids.
TEST(CellPainter, MeansAgreeWithAFinelyCutGrid) {
  constexpr int nx = 35;
  constexpr int ny = 27;
  constexpr int blocks = 10;  // in 20 pixels
  std::vector<double> values;
  for (int c = 0; c < nx * ny; ++c) {
    values.push_back(8.0 + 8.0 * std::sin(1.7 * c));
  }
  const Painted painted(nx, ny, 2 * blocks, values, 16.0);
  for (int by = 0; by < blocks; ++by) {
    for (int bx = 0; bx < blocks; ++bx) {
      double sum = 0.0;
      for (int v = by * ny; v < (by + 1) * ny; ++v) {
        for (int u = bx * nx; u < (bx + 1) * nx; ++u) {
          sum += values[static_cast<std::size_t>(v / blocks * nx + u / blocks)];
        }
      }
      EXPECT_EQ(painted.pixel(2 * bx, 2 * (blocks - by) - 1),
                painted.expected(sum / (nx * ny) / 16.0).pixel())
          << bx << " " << by;
    }
  }
}

}  // namespace
}  // namespace heatreel::render
