// SPDX-License-Identifier: GPL-3.0-or-later
#include "selection.hpp"

#include <algorithm>

#include "heatreel/base/contract.hpp"

namespace heatreel::store {

namespace {

/// Adds the cells [begin, end) to a selection.
void select_run(const Handle& space, grid::CellIndex begin, grid::CellIndex end,
                const grid::ParameterGrid& grid, const std::string& path) {
  while (begin < end) {
    const Box box = leading_box(begin, end, grid);
    checked(H5Sselect_hyperslab(space.get(), H5S_SELECT_OR, box.start.data(), nullptr,
                                box.count.data(), nullptr),
            "H5Sselect_hyperslab", path);
    begin += box.cells();
  }
}

}  // namespace

Box leading_box(grid::CellIndex begin, grid::CellIndex end, const grid::ParameterGrid& grid) {
  const std::int64_t nx = grid.x().size();
  const std::int64_t ny = grid.y().size();
  const grid::CellPosition at = grid.position(begin);
  const std::int64_t cells = end - begin;
  std::array<std::int64_t, 3> count = {1, 1, std::min(nx - at.i, cells)};
  if (at.i == 0 && cells >= nx) {
    count = {1, std::min(ny - at.j, cells / nx), nx};
  }
  if (at.i == 0 && at.j == 0 && cells >= nx * ny) {
    count = {cells / (nx * ny), ny, nx};
  }
  return {{static_cast<hsize_t>(at.k), static_cast<hsize_t>(at.j), static_cast<hsize_t>(at.i)},
          {static_cast<hsize_t>(count[0]), static_cast<hsize_t>(count[1]),
           static_cast<hsize_t>(count[2])}};
}

std::int64_t cell_count(const Round& round) {
  std::int64_t cells = 0;
  for (const Piece& piece : round) {
    cells += piece.cells;
  }
  return cells;
}

std::vector<Round> plan_rounds(std::span<const FrameSlab> slabs, std::int64_t cell_limit,
                               std::size_t piece_limit) {
  std::vector<const FrameSlab*> sorted;
  for (const FrameSlab& slab : slabs) {
    sorted.push_back(&slab);
  }
  std::sort(sorted.begin(), sorted.end(), [](const FrameSlab* left, const FrameSlab* right) {
    return left->range().begin < right->range().begin;
  });
  std::vector<Round> rounds;
  std::int64_t room = 0;  // cells that the last round can still take
  grid::CellIndex past = 0;
  for (const FrameSlab* slab : sorted) {
    HEATREEL_REQUIRE(slab->range().begin >= past);
    past = slab->range().end;
    for (std::int64_t offset = 0; offset < slab->range().size();) {
      if (room == 0 || rounds.back().size() == piece_limit) {
        rounds.emplace_back();
        room = cell_limit;
      }
      const std::int64_t cells = std::min(room, slab->range().size() - offset);
      rounds.back().push_back({slab, offset, cells});
      offset += cells;
      room -= cells;
    }
  }
  return rounds;
}

Handle file_space(const Round& round, const grid::ParameterGrid& grid, const std::string& path) {
  const std::array<hsize_t, 3> extent = {static_cast<hsize_t>(grid.frames()),
                                         static_cast<hsize_t>(grid.y().size()),
                                         static_cast<hsize_t>(grid.x().size())};
  Handle space =
      owned(H5Screate_simple(3, extent.data(), nullptr), H5Sclose, "H5Screate_simple", path);
  checked(H5Sselect_none(space.get()), "H5Sselect_none", path);
  for (std::size_t first = 0; first < round.size();) {
    std::size_t next = first + 1;
    while (next < round.size() && round[next].begin() == round[next - 1].end()) {
      ++next;  // neighbours make one run
    }
    select_run(space, round[first].begin(), round[next - 1].end(), grid, path);
    first = next;
  }
  return space;
}

Handle memory_space(std::int64_t cells, const std::string& path) {
  const auto extent = static_cast<hsize_t>(std::max<std::int64_t>(cells, 1));
  Handle space = owned(H5Screate_simple(1, &extent, nullptr), H5Sclose, "H5Screate_simple", path);
  if (cells == 0) {
    checked(H5Sselect_none(space.get()), "H5Sselect_none", path);
  }
  return space;
}

}  // namespace heatreel::store
