// SPDX-License-Identifier: GPL-3.0-or-later
#include "heatreel/base/end_timer.hpp"

#include <chrono>
#include <limits>
#include <thread>

#include <gtest/gtest.h>

#include "heatreel/base/clock.hpp"

namespace heatreel::base {
namespace {

using namespace std::chrono_literals;

Complaint complaint() { return {"closing took too long", "the disk is stuck", ""}; }

TEST(EndTimerDeathTest, EndsTheProcessWithOneMessage) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  EXPECT_EXIT(
      {
        const EndTimer timer(0.1, complaint, ExitCode::stopped_resumable);
        std::this_thread::sleep_for(60s);
      },
      testing::ExitedWithCode(75), "^heatreel: closing took too long \\(the disk is stuck\\)\n$");
}

TEST(EndTimer, IsCalledOffAtOnce) {
  const Stopwatch watch;
  for (const double seconds : {0.5, 3600.0, std::numeric_limits<double>::infinity()}) {
    const EndTimer timer(seconds, complaint, ExitCode::runtime_failure);
  }
  EXPECT_LT(watch.seconds(), 60.0);
  std::this_thread::sleep_for(600ms);  // the first one's time is over now
}

}  // namespace
}  // namespace heatreel::base
