// SPDX-License-Identifier: GPL-3.0-or-later
#include "heatreel/grid/parameter_grid.hpp"

#include <gtest/gtest.h>

#include "heatreel/base/error.hpp"

namespace heatreel::grid {
namespace {

ParameterGrid grid_of(std::int64_t nx, std::int64_t ny, std::int64_t nt) {
  return {Axis::range("x", 0, 1, nx, Spacing::linear), Axis::range("y", 0, 1, ny, Spacing::linear),
          Axis::range("t", 0, 1, nt, Spacing::linear)};
}

TEST(ParameterGrid, CellsRunAlongXThenYThenT) {
  const ParameterGrid grid = grid_of(3, 4, 5);
  EXPECT_EQ(grid.cell({2, 1, 3}), (3 * 4 + 1) * 3 + 2);
  EXPECT_EQ(grid.position(grid.cell({2, 1, 3})), (CellPosition{2, 1, 3}));
  EXPECT_EQ(grid.frame_of(11), 0);
  EXPECT_EQ(grid.frame_of(12), 1);
}

TEST(ParameterGrid, PositionAndCellAreInverse) {
  const ParameterGrid grid = grid_of(7, 1, 11);
  for (CellIndex cell = 0; cell < grid.cells(); ++cell) {
    EXPECT_EQ(grid.cell(grid.position(cell)), cell);
  }
}

TEST(ParameterGrid, ValuesAreThoseOfTheAxes) {
  const ParameterGrid grid = grid_of(5, 3, 2);
  EXPECT_EQ(grid.values(grid.cell({1, 2, 1})), (std::array<double, 3>{0.25, 1.0, 1.0}));
}

TEST(ParameterGrid, ATrillionCellsCostNothing) {
  const ParameterGrid grid = grid_of(10'000, 10'000, 10'000);
  EXPECT_EQ(grid.cells(), 1'000'000'000'000);
  EXPECT_EQ(grid.position(grid.cells() - 1), (CellPosition{9999, 9999, 9999}));
}

TEST(ParameterGrid, RefusesMoreCellsThanCanBeCounted) {
  EXPECT_THROW(grid_of(std::int64_t{1} << 31, std::int64_t{1} << 31, 2), base::ConfigError);
  EXPECT_NO_THROW(grid_of(std::int64_t{1} << 30, std::int64_t{1} << 29, 1));
}

TEST(ParameterGrid, RefusesOneParameterOnTwoAxes) {
  const Axis axis = Axis::range("G", 0, 1, 2, Spacing::linear);
  const Axis other = Axis::range("H", 0, 1, 2, Spacing::linear);
  EXPECT_THROW(ParameterGrid(axis, other, axis), base::ConfigError);
  EXPECT_THROW(ParameterGrid(axis, axis, other), base::ConfigError);
}

}  // namespace
}  // namespace heatreel::grid
