// SPDX-License-Identifier: GPL-3.0-or-later
#include "heatreel/app/crew.hpp"

#include "wire_format.hpp"

#include <functional>
#include <optional>
#include <string>

#include <unistd.h>

namespace heatreel::app {

namespace {

/// Time for rank 0 to answer a signal that all ranks got.
constexpr double patience = 0.5;

/// What a rank does between two looks for work. Rank 0 may be stuck, in reading a pipe for
/// instance, and not answer a signal. Then this process ends, and the launcher ends a job that one
/// of its processes has left.
std::function<void()> end_if_unanswered(const StopRequest& stop) {
  return [&stop, since_signal = std::optional<base::Stopwatch>()]() mutable {
    if (stop.signal() != 0 && !since_signal) {
      since_signal.emplace();
    }
    if (since_signal && since_signal->seconds() > patience) {
      ::_exit(static_cast<int>(base::ExitCode::stopped_resumable));
    }
  };
}

}  // namespace

Crew::Crew(const comm::Communicator& comm) : comm_(comm), pulse_(comm) {
  for (const std::string& message : comm.gather(to_message(describe_rank()))) {
    ranks_.push_back(profile_from_message(message));
  }
}

Crew::~Crew() {
  if (comm_.rank() == 0 && !at_work_) {
    comm_.broadcast("");
  }
}

void Crew::limit_silence(double seconds) {
  const comm::Doing starting(comm_, "starting");
  WireWriter out;
  out.put(seconds);
  comm_.broadcast(out.text());
  comm_.limit_silence(seconds);
}

void Crew::share(const SweepJob& job) {
  const comm::Doing sharing(comm_, "starting the others");
  comm_.broadcast(to_message(job));
  at_work_ = true;
}

std::optional<SweepJob> Crew::wait_for_job(const StopRequest& stop) {
  const comm::Doing waiting(comm_, "waiting for work");
  const std::function<void()> meanwhile = end_if_unanswered(stop);
  const std::string limit = comm_.broadcast("", meanwhile);
  if (limit.empty()) {
    return std::nullopt;
  }
  comm_.limit_silence(WireReader(limit).take<double>());
  const std::string job = comm_.broadcast("", meanwhile);
  at_work_ = !job.empty();
  return at_work_ ? std::optional(from_message(job)) : std::nullopt;
}

}  // namespace heatreel::app
