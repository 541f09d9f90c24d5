// SPDX-License-Identifier: GPL-3.0-or-later
#include "dependency_order.hpp"

#include <algorithm>

#include "heatreel/base/contract.hpp"

namespace heatreel::model {

std::vector<std::size_t> dependency_order(const Uses& uses) {
  std::vector<std::vector<std::size_t>> users(uses.size());
  std::vector<std::size_t> waiting(uses.size());  // how many used things are not yet in order
  std::vector<std::size_t> order;
  for (std::size_t i = 0; i < uses.size(); ++i) {
    waiting[i] = uses[i].size();
    for (const std::size_t used : uses[i]) {
      users[used].push_back(i);
    }
    if (waiting[i] == 0) {
      order.push_back(i);
    }
  }
  for (std::size_t done = 0; done < order.size(); ++done) {
    for (const std::size_t user : users[order[done]]) {
      if (--waiting[user] == 0) {
        order.push_back(user);
      }
    }
  }
  return order;
}

std::vector<std::size_t> find_cycle(const Uses& uses) {
  std::vector<bool> waits(uses.size(), true);
  for (const std::size_t done : dependency_order(uses)) {
    waits[done] = false;
  }
  const auto first = std::find(waits.begin(), waits.end(), true);
  HEATREEL_EXPECT(first != waits.end());
  auto place = static_cast<std::size_t>(first - waits.begin());
  std::vector<std::size_t> path;
  while (std::find(path.begin(), path.end(), place) == path.end()) {
    path.push_back(place);
    place = *std::find_if(uses[place].begin(), uses[place].end(),
                          [&](std::size_t used) { return waits[used]; });
  }
  path.erase(path.begin(), std::find(path.begin(), path.end(), place));
  return path;
}

}  // namespace heatreel::model
