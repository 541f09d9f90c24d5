// SPDX-License-Identifier: GPL-3.0-or-later
#include "heatreel/app/processors.hpp"

#include <sched.h>

namespace heatreel::app {

void borrow_processors(const std::vector<RankProfile>& ranks) {
  const RankProfile mine = describe_rank();
  cpu_set_t all;
  CPU_ZERO(&all);
  for (const RankProfile& rank : ranks) {
    for (const int processor : rank.processors) {
      if (rank.host == mine.host) {
        CPU_SET(processor, &all);
      }
    }
  }
  // A system that refuses leaves the encoder as quick as it was.
  sched_setaffinity(0, sizeof all, &all);
}

}  // namespace heatreel::app
