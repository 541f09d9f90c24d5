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

bool Crew::limit_silence(double seconds, const StopRequest& stop) {
  const bool first = comm_.rank() == 0;
  const comm::Doing starting(comm_, first ? "starting" : "waiting for work");
  WireWriter out;
  out.put(seconds);
  const std::string message =
      first ? comm_.broadcast(out.text()) : comm_.broadcast("", end_if_unanswered(stop));
  if (message.empty()) {
    return false;
  }
  comm_.limit_silence(WireReader(message).take<double>());
  return true;
}

std::optional<SweepJob> Crew::share(std::optional<SweepJob> job, const StopRequest& stop) {
  const bool first = comm_.rank() == 0;
  const comm::Doing sharing(comm_, first ? "starting the others" : "waiting for work");
  const std::string message = first ? comm_.broadcast(job ? to_message(*job) : "")
                                    : comm_.broadcast("", end_if_unanswered(stop));
  at_work_ = !message.empty();
  if (!first && at_work_) {
    job = from_message(message);
  }
  return job;
}

}  // namespace heatreel::app
