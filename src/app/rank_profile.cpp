// SPDX-License-Identifier: GPL-3.0-or-later
#include "heatreel/app/rank_profile.hpp"

#include "wire.hpp"

#include <sched.h>

#include "heatreel/base/machine.hpp"

namespace heatreel::app {

namespace {

/// None on a machine with more processors than a cpu_set_t holds.
std::vector<int> bound_processors() {
  std::vector<int> processors;
  cpu_set_t bound;
  CPU_ZERO(&bound);
  if (sched_getaffinity(0, sizeof bound, &bound) == 0) {
    for (int processor = 0; processor < CPU_SETSIZE; ++processor) {
      if (CPU_ISSET(processor, &bound)) {
        processors.push_back(processor);
      }
    }
  }
  return processors;
}

}  // namespace

RankProfile describe_rank() {
  return {base::host_name(), bound_processors(), program::simd_targets()};
}

std::string to_message(const RankProfile& profile) {
  WireWriter out;
  out.put(profile.host);
  out.put(profile.processors.size());
  for (const int processor : profile.processors) {
    out.put(processor);
  }
  out.put(profile.simd.size());
  for (const program::Simd simd : profile.simd) {
    out.put(static_cast<int>(simd));
  }
  return out.text();
}

RankProfile profile_from_message(const std::string& message) {
  WireReader in(message);
  RankProfile profile{in.take_text(), {}, {}};
  profile.processors.resize(in.take<std::size_t>());
  for (int& processor : profile.processors) {
    processor = in.take<int>();
  }
  profile.simd.resize(in.take<std::size_t>());
  for (program::Simd& simd : profile.simd) {
    simd = static_cast<program::Simd>(in.take<int>());
  }
  return profile;
}

}  // namespace heatreel::app
