// SPDX-License-Identifier: GPL-3.0-or-later
#include "../../src/store/watchdog.hpp"

#include "store/example_sweep.hpp"

#include <array>
#include <chrono>
#include <cstdio>
#include <thread>

#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

namespace heatreel::store {
namespace {

using namespace std::chrono_literals;

/// Puts a pipe that is full, and that nobody reads, in the place of standard error.
void fill_standard_error() {
  std::array<int, 2> ends = {};
  ASSERT_EQ(::pipe(ends.data()), 0);
  ::fcntl(ends[1], F_SETFL, O_NONBLOCK);
  while (::write(ends[1], "x", 1) == 1) {
  }
  ::fcntl(ends[1], F_SETFL, 0);
  ::dup2(ends[1], STDERR_FILENO);
}

class WatchdogDeathTest : public testing::Test {
 protected:
  void SetUp() override {
    if (!test::world().is_null()) {
      GTEST_SKIP() << "forking under MPI is not safe";
    }
    GTEST_FLAG_SET(death_test_style, "threadsafe");
  }
};

TEST_F(WatchdogDeathTest, EndsTheProcessWithOneMessage) {
  EXPECT_EXIT(
      {
        Watchdog dog("sweep.nc", 0.1, 0);
        const Watchdog::Watch watch(dog, "a commit to");
        std::this_thread::sleep_for(20s);
      },
      testing::ExitedWithCode(1),
      "^heatreel: a commit to sweep.nc has not returned after 100.0 ms .*--io-timeout.*\n$");
}

TEST_F(WatchdogDeathTest, TheSecondCallHasItsOwnTime) {
  EXPECT_EXIT(
      {
        Watchdog dog("sweep.nc", 2.0, 0);
        for (int i = 0; i < 4; ++i) {
          const Watchdog::Watch watch(dog, "a commit to");
          std::this_thread::sleep_for(600ms);
        }
        std::this_thread::sleep_for(2200ms);  // nothing is watched
        const Watchdog::Watch watch(dog, "closing");
        std::this_thread::sleep_for(200ms);
        std::fputs("alive\n", stderr);
        std::this_thread::sleep_for(20s);
      },
      testing::ExitedWithCode(1), "alive\nheatreel: closing");
}

TEST_F(WatchdogDeathTest, EndsTheProcessAlsoWhereNobodyReadsTheMessage) {
  EXPECT_EXIT(
      {
        fill_standard_error();
        Watchdog dog("sweep.nc", 0.1, 0);
        const Watchdog::Watch watch(dog, "a commit to");
        std::this_thread::sleep_for(60s);
        ::_exit(9);
      },
      testing::ExitedWithCode(1), "");
}

TEST_F(WatchdogDeathTest, ZeroWatchesNothing) {
  Watchdog dog("sweep.nc", 0.0, 0);
  const Watchdog::Watch watch(dog, "a commit to");
  std::this_thread::sleep_for(100ms);
}

}  // namespace
}  // namespace heatreel::store
