// SPDX-License-Identifier: GPL-3.0-or-later
#include "heatreel/comm/silence.hpp"

namespace heatreel::comm {

namespace {

/// Seconds between two calls of listen() that a busy machine may bring about.
constexpr double longest_pause = 2.0;

}  // namespace

Silence::Silence(int peers, double now) : now_(now) {
  for (int peer = 0; peer < peers; ++peer) {
    place_.push_back(heard_.insert(heard_.end(), {peer, 0.0}));
  }
}

void Silence::listen(double now) {
  const double pause = now - now_;
  now_ = now;
  if (pause <= longest_pause) {
    listened_ += pause;
  }
}

void Silence::heard(int peer) {
  const auto place = place_[static_cast<std::size_t>(peer)];
  if (place != heard_.end()) {
    place->at = listened_;
    heard_.splice(heard_.end(), heard_, place);
  }
}

void Silence::left(int peer) {
  auto& place = place_[static_cast<std::size_t>(peer)];
  if (place != heard_.end()) {
    heard_.erase(place);
    place = heard_.end();
  }
}

std::optional<int> Silence::silent(double limit) const {
  const bool any = !heard_.empty() && listened_ - heard_.front().at > limit;
  return any ? std::optional(heard_.front().peer) : std::nullopt;
}

}  // namespace heatreel::comm
