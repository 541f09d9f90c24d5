// SPDX-License-Identifier: GPL-3.0-or-later
#include "heatreel/app/rank_profile.hpp"

#include "wire_choices.hpp"

#include <sched.h>

#include "heatreel/base/machine.hpp"

namespace heatreel::app {

template <>
inline constexpr auto parts<RankProfile> =
    std::tuple{&RankProfile::host, &RankProfile::processors, &RankProfile::simd};

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
  out.put(profile);
  return out.text();
}

RankProfile profile_from_message(const std::string& message) {
  WireReader in(message);
  auto profile = in.take<RankProfile>();
  in.finish();
  return profile;
}

}  // namespace heatreel::app
