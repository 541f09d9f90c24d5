// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cell_block.hpp"
#include "kernel.hpp"

#include <cstddef>
#include <cstdint>
#include <unordered_map>
#include <vector>

namespace heatreel::solve {

/// Events of cells that wait for their time or their turn, with the meaning of SBML Level 3 Version
/// 2, section 4.11. Events that wait for the same moment with the same priority go in an order that
/// looks random and is the same in each simulation of a cell; those without priority in the
/// model's.
class EventQueue {
 public:
  /// Looks at the triggers of a cell that has just entered, and carries one event out if one is
  /// due. \returns whether it did: the cell has to enter again then
  /// \param events of the kernel that the block belongs to
  bool step(const std::vector<EventSlots>& events, std::size_t cell, CellBlock& block,
            std::size_t lane, double time);

  /// When the next event of a cell is due; infinity if none waits.
  double next(std::size_t cell) const;

  /// Forgets a cell, and all of them.
  void forget(std::size_t cell);
  void clear();

 private:
  struct Waiting {
    std::size_t event;
    double due;
    std::vector<double> values;  ///< of the assignments; none where they are computed late
  };

  void look_at_trigger(const EventSlots& slots, std::size_t event, std::size_t cell,
                       CellBlock& block, std::size_t lane, double time);
  std::size_t choose(const std::vector<EventSlots>& events, std::size_t cell,
                     const CellBlock& block, std::size_t lane, double time);

  std::unordered_map<std::size_t, std::vector<Waiting>> waiting_;  ///< by cell
  std::unordered_map<std::size_t, std::uint64_t> draws_;  ///< by cell, where a draw was needed
};

}  // namespace heatreel::solve
