// SPDX-License-Identifier: GPL-3.0-or-later
// Two pieces of work against each other. Both run in turn, several times; the median of the ratios
// counts. Seconds are CPU time, so that other work on the machine counts less.
#pragma once

#include <algorithm>
#include <ctime>
#include <functional>
#include <vector>

namespace heatreel::bench {

inline double seconds_of(const std::function<void()>& work) {
  const std::clock_t start = std::clock();
  work();
  return static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC;
}

struct Timing {
  double ours;   ///< seconds, median
  double peer;   ///< seconds, median
  double ratio;  ///< median of peer / ours
};

inline double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

using Work = std::function<void()>;

/// \param seconds how a piece of work is timed
inline Timing compare(const Work& ours, const Work& peer,
                      const std::function<double(const Work&)>& seconds = seconds_of) {
  constexpr int rounds = 5;
  std::vector<double> our_times;
  std::vector<double> peer_times;
  std::vector<double> ratios;
  for (int round = 0; round < rounds; ++round) {
    our_times.push_back(seconds(ours));
    peer_times.push_back(seconds(peer));
    ratios.push_back(peer_times.back() / our_times.back());
  }
  return {median(our_times), median(peer_times), median(ratios)};
}

}  // namespace heatreel::bench
