// SPDX-License-Identifier: GPL-3.0-or-later
#include "period_finder.hpp"

#include <span>

namespace heatreel::solve {

void PeriodFinder::finish(const std::vector<program::Slot>& periods, std::size_t cell,
                          CellBlock& block, std::size_t lane) {
  const SampleTimes& times = sampler_.times();
  const auto samples = sampler_.take(cell);
  for (std::size_t i = 0; samples && i < periods.size(); ++i) {
    const std::span<const double> numbers(&samples->numbers[i * times.count], times.count);
    block.at(periods[i], lane) = spectrum_.dominant_period(numbers, times.spacing());
  }
}

}  // namespace heatreel::solve
