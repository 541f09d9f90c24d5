// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <span>
#include <vector>

#include "heatreel/grid/parameter_grid.hpp"
#include "heatreel/program/lane_memory.hpp"
#include "heatreel/solve/cell_solver.hpp"

namespace heatreel::solve {

/// The slots of the parameters along x, y and t. \param parameters slots in the model's order
std::array<program::Slot, 3> swept_parameters(const model::Model& model,
                                              const grid::ParameterGrid& grid,
                                              const std::vector<program::Slot>& parameters);

/// Values of all parameters in the model's order, for those that the grid does not vary.
std::vector<double> fixed_values(const model::Model& model, const ParameterSettings& settings);

/// The memory that programs run on, with a cell in each lane.
class CellBlock : public program::LaneMemory {
 public:
  using LaneMemory::LaneMemory;

  /// Gives lane i the swept parameters of cell `first` + i. Lanes from `count` on get those of the
  /// last cell. \param slots of the parameters along x, y and t
  void load(const grid::ParameterGrid& grid, grid::CellIndex first, std::size_t count,
            const std::array<program::Slot, 3>& slots);

  /// Copies the numbers of some slots out of a lane, and into one.
  void read(std::size_t lane, std::span<const program::Slot> slots, double* numbers) const;
  void write(std::size_t lane, std::span<const program::Slot> slots, const double* numbers);
};

/// Cells on their way from block to block, last in, first out.
class CellQueue {
 public:
  explicit CellQueue(std::size_t width) : width_(width) {}

  bool empty() const { return cells_.empty(); }
  std::size_t size() const { return cells_.size(); }

  /// Room for one more cell's numbers, to be filled at once.
  double* push(std::size_t cell) {
    cells_.push_back(cell);
    numbers_.resize(cells_.size() * width_);
    return numbers_.data() + (cells_.size() - 1) * width_;
  }
  std::size_t last_cell() const { return cells_.back(); }
  const double* last() const { return numbers_.data() + (cells_.size() - 1) * width_; }
  void pop() { cells_.pop_back(); }

  /// Moves the last cells, as many as there are lanes at most, into the first lanes of a block.
  /// \returns the cells by lane
  std::vector<std::size_t> move_into(CellBlock& block, std::span<const program::Slot> slots) {
    std::vector<std::size_t> moved;
    for (; moved.size() < program::lanes && !empty(); pop()) {
      block.write(moved.size(), slots, last());
      moved.push_back(last_cell());
    }
    return moved;
  }

 private:
  std::size_t width_;  ///< numbers of a cell
  std::vector<std::size_t> cells_;
  std::vector<double> numbers_;
};

}  // namespace heatreel::solve
