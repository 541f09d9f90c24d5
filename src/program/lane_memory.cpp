// SPDX-License-Identifier: GPL-3.0-or-later
#include "heatreel/program/lane_memory.hpp"

#include <algorithm>
#include <new>

namespace heatreel::program {

namespace {

constexpr std::align_val_t alignment{64};

}  // namespace

void FreeGroups::operator()(double* numbers) const { ::operator delete(numbers, alignment); }

Groups make_groups(std::size_t count) {
  const std::size_t bytes = std::max<std::size_t>(1, count) * group_lanes * sizeof(double);
  return Groups(static_cast<double*>(::operator new(bytes, alignment)));
}

LaneMemory::LaneMemory(std::size_t slots)
    : slots_(slots), numbers_(make_groups(slots * lanes / group_lanes)) {
  std::fill_n(numbers_.get(), slots * lanes, 0.0);
}

void LaneMemory::fill(Slot slot, double value) {
  for (std::size_t lane = 0; lane < lanes; ++lane) {
    at(slot, lane) = value;
  }
}

}  // namespace heatreel::program
