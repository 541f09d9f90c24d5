// SPDX-License-Identifier: GPL-3.0-or-later
#include "cell_block.hpp"

#include <algorithm>

#include "heatreel/base/contract.hpp"

namespace heatreel::solve {

namespace {

std::size_t parameter_index(const model::Model& model, const std::string& name) {
  const auto found =
      std::find_if(model.parameters.begin(), model.parameters.end(),
                   [&](const model::Parameter& parameter) { return parameter.name == name; });
  HEATREEL_REQUIRE(found != model.parameters.end());
  return static_cast<std::size_t>(found - model.parameters.begin());
}

}  // namespace

std::array<program::Slot, 3> swept_parameters(const model::Model& model,
                                              const grid::ParameterGrid& grid,
                                              const std::vector<program::Slot>& parameters) {
  std::array<program::Slot, 3> slots{};
  for (std::size_t axis = 0; axis < slots.size(); ++axis) {
    slots[axis] = parameters[parameter_index(model, grid.axes()[axis].name())];
  }
  return slots;
}

std::vector<double> fixed_values(const model::Model& model, const ParameterSettings& settings) {
  std::vector<double> values;
  for (const model::Parameter& parameter : model.parameters) {
    values.push_back(parameter.default_value);
  }
  for (const auto& [name, value] : settings) {
    values[parameter_index(model, name)] = value;
  }
  return values;
}

/// Neighbours mostly share y and t, and a point of a logarithmic axis takes a while.
void CellBlock::load(const grid::ParameterGrid& grid, grid::CellIndex first, std::size_t count,
                     const std::array<program::Slot, 3>& slots) {
  grid::CellPosition before;
  std::array<double, 3> values{};
  for (std::size_t lane = 0; lane < program::lanes; ++lane) {
    const auto cell = static_cast<grid::CellIndex>(std::min(lane, count - 1));
    const grid::CellPosition position = grid.position(first + cell);
    if (lane == 0 || position.j != before.j || position.k != before.k) {
      values = grid.values(first + cell);
    } else if (position.i != before.i) {
      values[0] = grid.x().value(position.i);
    }
    for (std::size_t axis = 0; axis < slots.size(); ++axis) {
      at(slots[axis], lane) = values[axis];
    }
    before = position;
  }
}

void CellBlock::read(std::size_t lane, std::span<const program::Slot> slots,
                     double* numbers) const {
  for (const program::Slot slot : slots) {
    *numbers++ = at(slot, lane);
  }
}

void CellBlock::write(std::size_t lane, std::span<const program::Slot> slots,
                      const double* numbers) {
  for (const program::Slot slot : slots) {
    at(slot, lane) = *numbers++;
  }
}

}  // namespace heatreel::solve
