// SPDX-License-Identifier: GPL-3.0-or-later
// What becomes of a job whose rank falls silent is tested with the program: tests/faults.
#include "heatreel/comm/pulse.hpp"

#include <chrono>
#include <string_view>
#include <thread>

#include <gtest/gtest.h>

#include "heatreel/base/clock.hpp"

namespace heatreel::comm {
namespace {

TEST(Pulse, MpiLetsThreadsCallItSideBySide) {
  const Communicator comm = Communicator::world();
  EXPECT_EQ(comm.threads_may_call(), !comm.is_null());
}

TEST(Pulse, ARankThatIsBusyForLongerThanTheTimeoutIsNotLost) {
  const Communicator comm = Communicator::world();
  comm.limit_silence(1.0);
  const Pulse pulse(comm);
  const base::Stopwatch watch;
  while (watch.seconds() < 3.0 && comm.rank() == comm.size() - 1) {
    // neither MPI nor sleep
  }
  comm.barrier();
}

TEST(Pulse, RanksLeaveInAnyOrder) {
  const Communicator comm = Communicator::world();
  for (int last = 0; last < comm.size(); ++last) {
    {
      const Pulse pulse(comm);
      std::this_thread::sleep_for(std::chrono::milliseconds(comm.rank() == last ? 200 : 0));
    }
    comm.barrier();
  }
}

TEST(Doing, LastsForItsScope) {
  const Communicator comm;
  const std::string_view before = comm.doing();
  {
    const Doing computing(comm, "computing");
    const Doing committing(Communicator(comm), "writing a commit");
    EXPECT_STREQ(comm.doing(), "writing a commit") << "a copy is the same communicator";
  }
  EXPECT_EQ(comm.doing(), before);
}

}  // namespace
}  // namespace heatreel::comm
