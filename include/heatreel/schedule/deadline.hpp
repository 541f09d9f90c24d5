// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace heatreel::schedule {

/// Tells when a sweep must begin to end so that it is over by a time limit: the chunks that are
/// under way and the commits after them must fit into what is left. A pure state machine; seconds
/// on one clock, whose zero is the run's beginning.
class Deadline {
 public:
  /// \param limit seconds that the whole run may take; infinity for no limit
  explicit Deadline(double limit) : limit_(limit) {}

  /// A chunk has taken one thread so long.
  void saw_chunk(double seconds);
  /// A commit has taken so long.
  void saw_commit(double seconds);

  bool reached(double now) const { return now + reserve() >= limit_; }
  /// Seconds that the end is expected to take.
  double reserve() const;

 private:
  double limit_;
  double longest_chunk_ = 0.0;
  double longest_commit_ = 0.0;
};

}  // namespace heatreel::schedule
