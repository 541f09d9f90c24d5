// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <vector>

namespace heatreel::comm {

/// Who has been silent for how long, as one listener knows it. A pure state machine; seconds on one
/// clock. Time in which the listener itself did not listen (it was stopped, or its machine asleep)
/// does not count.
class Silence {
 public:
  /// \param peers those who are listened to, numbered from 0
  /// \param now when listening begins
  Silence(int peers, double now);

  /// Must be called several times a second, before the peers' signs are taken in.
  void listen(double now);
  void heard(int peer);
  /// The peer is done and may be silent.
  void left(int peer) { last_heard_[static_cast<std::size_t>(peer)].reset(); }

  bool all_left() const;
  /// The peer that has been silent for the longest time, if that is longer than `limit` seconds.
  std::optional<int> silent(double limit) const;

 private:
  double now_;
  std::vector<std::optional<double>> last_heard_;  ///< nothing for those who have left
};

}  // namespace heatreel::comm
