// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <list>
#include <optional>
#include <vector>

namespace heatreel::comm {

/// Who has been silent for how long, as one listener knows it. A pure state machine; seconds on one
/// clock. Time in which the listener itself did not listen (it was stopped, or its machine asleep)
/// does not count. Each call costs the same, however many peers there are.
class Silence {
 public:
  /// \param peers those who are listened to, numbered from 0
  /// \param now when listening begins
  Silence(int peers, double now);
  Silence(const Silence&) = delete;
  Silence& operator=(const Silence&) = delete;

  /// Must be called several times a second, before the peers' signs are taken in.
  void listen(double now);
  void heard(int peer);
  /// The peer is done and may be silent.
  void left(int peer);

  bool all_left() const { return heard_.empty(); }
  /// The peer that has been silent for the longest time, if that is longer than `limit` seconds.
  std::optional<int> silent(double limit) const;

 private:
  struct Heard {
    int peer = 0;
    double at = 0.0;  ///< in seconds of listening
  };

  double now_;
  double listened_ = 0.0;   ///< seconds
  std::list<Heard> heard_;  ///< those who have not left, the latest at the end
  std::vector<std::list<Heard>::iterator> place_;  ///< by peer; the end for those who have left
};

}  // namespace heatreel::comm
