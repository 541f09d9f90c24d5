// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>

namespace heatreel::program {

/// Cells that a program computes side by side. Measured on Zen 4: 32, 64 and 128 are equally fast;
/// 64 makes the cost of a call small beside a step's.
inline constexpr std::size_t lanes = 64;

/// Lanes whose numbers lie side by side: as many as the widest vector has.
inline constexpr std::size_t group_lanes = 8;

/// A row of the memory: one number a lane.
using Slot = std::uint32_t;

struct FreeGroups {
  void operator()(double* numbers) const;
};

/// Groups of numbers, aligned to 64 bytes.
using Groups = std::unique_ptr<double[], FreeGroups>;

/// Their numbers are not set.
Groups make_groups(std::size_t count);

/// The memory that programs run on. It is kept group by group, so that a vector of lanes finds all
/// its slots in one piece: number `slot` of lane l is at
/// ((l / group_lanes) · slots + slot) · group_lanes + l % group_lanes.
class LaneMemory {
 public:
  /// All numbers are 0.
  explicit LaneMemory(std::size_t slots);

  std::size_t slots() const { return slots_; }
  double* data() { return numbers_.get(); }

  double& at(Slot slot, std::size_t lane) { return numbers_[place(slot, lane)]; }
  double at(Slot slot, std::size_t lane) const { return numbers_[place(slot, lane)]; }

  /// The same number in all lanes.
  void fill(Slot slot, double value);

 private:
  std::size_t place(Slot slot, std::size_t lane) const {
    return (lane / group_lanes * slots_ + slot) * group_lanes + lane % group_lanes;
  }

  std::size_t slots_;
  Groups numbers_;
};

}  // namespace heatreel::program
