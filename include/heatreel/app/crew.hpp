// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <vector>

#include "heatreel/app/rank_profile.hpp"
#include "heatreel/app/stop_request.hpp"
#include "heatreel/app/sweep_job.hpp"
#include "heatreel/comm/communicator.hpp"
#include "heatreel/comm/pulse.hpp"

namespace heatreel::app {

/// All ranks of the job, from the start to the end of their work. Rank 0 alone reads the command
/// line and files; meanwhile the others wait in wait_for_job(), asleep, to be given a run or sent
/// home. As long as there is a crew, its ranks give signs of life.
class Crew {
 public:
  /// Collective.
  explicit Crew(const comm::Communicator& comm);
  /// Collective. On rank 0, sends the others home if they were given nothing to do.
  ~Crew();
  Crew(const Crew&) = delete;
  Crew& operator=(const Crew&) = delete;

  const comm::Communicator& comm() const { return comm_; }
  /// On rank 0: every rank's profile.
  const std::vector<RankProfile>& ranks() const { return ranks_; }

  /// Rank 0, once and as soon as it knows the number: how many seconds a rank may give no sign of
  /// life.
  void limit_silence(double seconds);
  /// Rank 0, once, after limit_silence(): its job for every rank.
  void share(const SweepJob& job);
  /// The other ranks: what rank 0 shares, or nothing if it sends them home. A rank that gets a
  /// signal while it waits ends the process, unless rank 0 answers it soon.
  std::optional<SweepJob> wait_for_job(const StopRequest& stop);
  /// True from the moment the ranks have a job: a failure must then end them all.
  bool at_work() const { return at_work_; }

 private:
  comm::Communicator comm_;
  comm::Pulse pulse_;
  std::vector<RankProfile> ranks_;
  bool at_work_ = false;
};

}  // namespace heatreel::app
