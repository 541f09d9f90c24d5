// SPDX-License-Identifier: GPL-3.0-or-later
#include "heatreel/app/crew.hpp"

#include <chrono>
#include <thread>

#include <unistd.h>

namespace heatreel::app {

namespace {

/// Of the empty message by which rank 0 calls the others together.
constexpr int call_tag = 7;
/// How long a waiting rank sleeps between two looks.
constexpr auto nap = std::chrono::milliseconds(1);
/// Time for rank 0 to answer a signal that all ranks got.
constexpr double patience = 0.5;

}  // namespace

Crew::Crew(const comm::Communicator& comm) : comm_(comm), pulse_(comm) {
  for (const std::string& message : comm.gather(to_message(describe_rank()))) {
    ranks_.push_back(profile_from_message(message));
  }
}

Crew::~Crew() {
  if (comm_.rank() == 0 && !at_work_) {
    call_others();
    comm_.broadcast("");
  }
}

void Crew::call_others() const {
  for (int rank = 1; rank < comm_.size(); ++rank) {
    comm_.post(rank, call_tag, {});
  }
}

/// Waits here because inside a broadcast a rank would not answer a signal. Rank 0 may be stuck, in
/// reading a pipe for instance, and not answer either. Then this process ends, and the launcher
/// ends a job that one of its processes has left.
void Crew::wait_for_call(const StopRequest& stop) const {
  std::optional<base::Stopwatch> since_signal;
  while (!comm_.poll(call_tag)) {
    if (stop.signal() != 0 && !since_signal) {
      since_signal.emplace();
    }
    if (since_signal && since_signal->seconds() > patience) {
      ::_exit(static_cast<int>(base::ExitCode::stopped_resumable));
    }
    std::this_thread::sleep_for(nap);
  }
}

std::optional<SweepJob> Crew::share(std::optional<SweepJob> job, const StopRequest& stop) {
  const comm::Doing sharing(comm_, comm_.rank() == 0 ? "starting the others" : "waiting for work");
  if (comm_.rank() == 0) {
    call_others();
  } else {
    wait_for_call(stop);
  }
  const std::string message = comm_.broadcast(job ? to_message(*job) : "");
  at_work_ = !message.empty();
  if (comm_.rank() != 0 && at_work_) {
    job = from_message(message);
    comm_.limit_silence(job->rank_timeout);
  }
  return job;
}

}  // namespace heatreel::app
