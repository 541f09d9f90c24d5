// SPDX-License-Identifier: GPL-3.0-or-later
#include "heatreel/app/crew.hpp"

namespace heatreel::app {

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

std::optional<SweepJob> Crew::share(std::optional<SweepJob> job) {
  const comm::Doing sharing(comm_, comm_.rank() == 0 ? "starting the others" : "waiting for work");
  const std::string message = comm_.broadcast(job ? to_message(*job) : "");
  at_work_ = !message.empty();
  if (comm_.rank() != 0 && at_work_) {
    job = from_message(message);
  }
  if (job) {
    comm_.limit_silence(job->rank_timeout);
  }
  return job;
}

}  // namespace heatreel::app
