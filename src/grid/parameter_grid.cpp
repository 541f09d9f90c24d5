// SPDX-License-Identifier: GPL-3.0-or-later
#include "heatreel/grid/parameter_grid.hpp"

#include <limits>
#include <utility>

#include <fmt/format.h>

#include "heatreel/base/contract.hpp"
#include "heatreel/base/error.hpp"

namespace heatreel::grid {

namespace {

void check_countable(const std::array<Axis, 3>& axes) {
  constexpr std::int64_t most = std::numeric_limits<std::int64_t>::max() / 8;
  std::int64_t cells = 1;
  for (const Axis& axis : axes) {
    if (axis.size() > most / cells) {
      throw base::ConfigError({"the sweep has too many cells",
                               fmt::format("{} x {} x {} exceeds {}", axes[0].size(),
                                           axes[1].size(), axes[2].size(), most),
                               "Give the axes fewer points."});
    }
    cells *= axis.size();
  }
}

void check_distinct(const std::array<Axis, 3>& axes) {
  for (std::size_t a = 0; a < axes.size(); ++a) {
    for (std::size_t b = a + 1; b < axes.size(); ++b) {
      if (axes[a].name() == axes[b].name()) {
        throw base::ConfigError(
            {fmt::format("parameter {} is swept along two axes", axes[a].name()),
             "each axis sweeps a parameter of its own",
             "Choose another parameter for one of them."});
      }
    }
  }
}

}  // namespace

ParameterGrid::ParameterGrid(Axis x, Axis y, Axis t)
    : axes_{std::move(x), std::move(y), std::move(t)} {
  check_distinct(axes_);
  check_countable(axes_);
}

CellPosition ParameterGrid::position(CellIndex cell) const {
  HEATREEL_EXPECT(cell >= 0 && cell < cells());
  const std::int64_t nx = x().size();
  const std::int64_t ny = y().size();
  return {cell % nx, cell / nx % ny, cell / nx / ny};
}

CellIndex ParameterGrid::cell(const CellPosition& position) const {
  return (position.k * y().size() + position.j) * x().size() + position.i;
}

std::array<double, 3> ParameterGrid::values(CellIndex cell) const {
  const CellPosition at = position(cell);
  return {x().value(at.i), y().value(at.j), t().value(at.k)};
}

}  // namespace heatreel::grid
