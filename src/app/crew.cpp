// SPDX-License-Identifier: GPL-3.0-or-later
#include "heatreel/app/crew.hpp"

namespace heatreel::app {

Crew::Crew(const comm::Communicator& comm) : comm_(comm) {
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
  const std::string message = comm_.broadcast(job ? to_message(*job) : "");
  at_work_ = !message.empty();
  if (comm_.rank() == 0 || message.empty()) {
    return job;
  }
  return from_message(message);
}

}  // namespace heatreel::app
