// SPDX-License-Identifier: GPL-3.0-or-later
#include "cell_choice.hpp"

#include "option_values.hpp"

#include <array>
#include <optional>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "heatreel/base/text.hpp"
#include "heatreel/grid/nearest_point.hpp"

namespace heatreel::config {

namespace {

std::string names_of(const grid::ParameterGrid& grid) {
  return fmt::format("{}, {} and {}", grid.x().name(), grid.y().name(), grid.t().name());
}

/// `i,j,k`
grid::CellIndex read_cell(const Given& given, const grid::ParameterGrid& grid) {
  std::vector<std::int64_t> indices;
  for (const std::string_view part : base::split(given.text, ',')) {
    const auto index = base::parse_int(base::trim(part));
    if (!index) {
      refuse(given, fmt::format("'{}' is not a whole number", base::printable(part)),
             "Write --cell I,J,K, counted from 0.");
    }
    indices.push_back(*index);
  }
  if (indices.size() != 3) {
    refuse(given, fmt::format("a cell has an index for each of {}", names_of(grid)),
           "Write --cell I,J,K, counted from 0.");
  }
  for (std::size_t axis = 0; axis < indices.size(); ++axis) {
    const std::int64_t size = grid.axes()[axis].size();
    if (indices[axis] < 0 || indices[axis] >= size) {
      refuse(given, fmt::format("{} has the indices 0 to {}", grid.axes()[axis].name(), size - 1),
             "Change it.");
    }
  }
  return grid.cell({indices[0], indices[1], indices[2]});
}

}  // namespace

std::array<double, 3> values_at(const Settings& settings, const grid::ParameterGrid& grid) {
  const Given& given = *settings.at;
  std::array<std::optional<double>, 3> found;
  for (const std::string_view part : base::split(given.text, ',')) {
    const Given one{given.name, std::string(part), given.file, given.line};
    const auto [name, value] = read_assignment(one, "G=150,rec=20");
    std::size_t axis = 0;
    while (axis < found.size() && grid.axes()[axis].name() != name) {
      ++axis;
    }
    if (axis == found.size()) {
      refuse(given, fmt::format("no axis is called '{}'", base::printable(name)),
             fmt::format("The axes are {}.", names_of(grid)));
    }
    if (found[axis]) {
      refuse(given, fmt::format("{} is given twice", name), "Keep one of them.");
    }
    found[axis] = read_finite(given, value);
  }
  std::array<double, 3> values{};
  for (std::size_t axis = 0; axis < values.size(); ++axis) {
    const grid::Axis& along = grid.axes()[axis];
    if (!found[axis] && along.size() > 1) {
      refuse(given, fmt::format("the value of {} is missing", along.name()),
             fmt::format("Add it: --at {},{}=VALUE.", base::printable(given.text), along.name()));
    }
    values[axis] = found[axis].value_or(along.front());
  }
  return values;
}

CellChoice choose_cell(const Settings& settings, const grid::ParameterGrid& grid) {
  if (settings.cell) {
    return {read_cell(*settings.cell, grid)};
  }
  if (!settings.at) {
    if (grid.cells() > 1) {
      throw base::UsageError({"--cell is missing",
                              fmt::format("the sweep has {} cells", grid.cells()),
                              "Give --cell I,J,K or --at NAME=VALUE,NAME=VALUE,NAME=VALUE."});
    }
    return {0};
  }
  const std::array<double, 3> values = values_at(settings, grid);
  const grid::CellPosition place{grid::nearest_point(grid.x(), values[0]),
                                 grid::nearest_point(grid.y(), values[1]),
                                 grid::nearest_point(grid.t(), values[2])};
  CellChoice choice{grid.cell(place)};
  if (grid.values(choice.cell) != values) {
    const auto own = grid.values(choice.cell);
    choice.note = fmt::format(
        "note: no cell is at {}; the nearest one, {},{},{}, is at {}={},{}={},{}={} (--exact takes "
        "the values themselves)",
        base::printable(settings.at->text), place.i, place.j, place.k, grid.x().name(),
        base::format_exact(own[0]), grid.y().name(), base::format_exact(own[1]), grid.t().name(),
        base::format_exact(own[2]));
  }
  return choice;
}

}  // namespace heatreel::config
