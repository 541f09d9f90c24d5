// SPDX-License-Identifier: GPL-3.0-or-later
#include "heatreel/app/processors.hpp"

#include <array>

#include <sched.h>
#include <unistd.h>

#include "heatreel/base/text.hpp"

namespace heatreel::app {

std::string host_name() {
  std::array<char, 256> host{};
  gethostname(host.data(), host.size() - 1);
  return host.data();
}

std::string describe_processors() {
  cpu_set_t bound;
  CPU_ZERO(&bound);
  std::string text = host_name() + " ";
  if (sched_getaffinity(0, sizeof bound, &bound) != 0) {
    return text;  // more processors than a cpu_set_t holds: nothing to borrow
  }
  std::string separator;
  for (int processor = 0; processor < CPU_SETSIZE; ++processor) {
    if (CPU_ISSET(processor, &bound)) {
      text += separator + std::to_string(processor);
      separator = ",";
    }
  }
  return text;
}

void borrow_processors(const std::vector<std::string>& ranks) {
  const std::string prefix = host_name() + " ";
  cpu_set_t all;
  CPU_ZERO(&all);
  for (const std::string& rank : ranks) {
    if (!rank.starts_with(prefix)) {
      continue;
    }
    for (const auto number : base::split(std::string_view(rank).substr(prefix.size()), ',')) {
      const auto processor = base::parse_int(number);
      if (processor && *processor < CPU_SETSIZE) {
        CPU_SET(static_cast<int>(*processor), &all);
      }
    }
  }
  // A system that refuses leaves the encoder as quick as it was.
  sched_setaffinity(0, sizeof all, &all);
}

}  // namespace heatreel::app
