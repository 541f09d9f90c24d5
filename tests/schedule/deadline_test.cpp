// SPDX-License-Identifier: GPL-3.0-or-later
#include "heatreel/schedule/deadline.hpp"

#include <limits>

#include <gtest/gtest.h>

namespace heatreel::schedule {
namespace {

TEST(Deadline, IsReachedWhileThereIsTimeToEnd) {
  Deadline deadline(100.0);
  EXPECT_FALSE(deadline.reached(97.9));
  EXPECT_TRUE(deadline.reached(98.0)) << "2 s to close the file";
}

TEST(Deadline, LeavesRoomForTheLongestChunkAndThreeCommits) {
  Deadline deadline(100.0);
  deadline.saw_chunk(5.0);
  deadline.saw_chunk(0.1);
  deadline.saw_commit(1.0);
  deadline.saw_commit(0.5);
  EXPECT_FALSE(deadline.reached(89.9));
  EXPECT_TRUE(deadline.reached(90.0));
}

TEST(Deadline, AShortLimitLeavesTimeToWork) {
  EXPECT_FALSE(Deadline(2.0).reached(1.7));
  EXPECT_TRUE(Deadline(2.0).reached(1.8));
}

TEST(Deadline, WithoutALimitNeverComes) {
  Deadline deadline(std::numeric_limits<double>::infinity());
  deadline.saw_chunk(1e9);
  EXPECT_FALSE(deadline.reached(1e12));
}

}  // namespace
}  // namespace heatreel::schedule
