// SPDX-License-Identifier: GPL-3.0-or-later
#include "heatreel/comm/silence.hpp"

#include <algorithm>
#include <limits>

namespace heatreel::comm {

namespace {

/// Seconds between two calls of listen() that a busy machine may bring about.
constexpr double longest_pause = 2.0;

}  // namespace

Silence::Silence(int peers, double now)
    : now_(now), last_heard_(static_cast<std::size_t>(peers), now) {}

void Silence::listen(double now) {
  const double pause = now - now_;
  now_ = now;
  if (pause > longest_pause) {
    for (auto& heard : last_heard_) {
      heard = heard ? std::optional(*heard + pause) : std::nullopt;
    }
  }
}

void Silence::heard(int peer) {
  auto& last = last_heard_[static_cast<std::size_t>(peer)];
  last = last ? std::optional(now_) : std::nullopt;
}

bool Silence::all_left() const {
  return std::ranges::none_of(last_heard_, &std::optional<double>::has_value);
}

std::optional<int> Silence::silent(double limit) const {
  constexpr double never = std::numeric_limits<double>::infinity();
  const auto longest = std::ranges::min_element(
      last_heard_, {}, [never](const auto& heard) { return heard.value_or(never); });
  return longest != last_heard_.end() && now_ - longest->value_or(never) > limit
             ? std::optional(static_cast<int>(longest - last_heard_.begin()))
             : std::nullopt;
}

}  // namespace heatreel::comm
