// SPDX-License-Identifier: GPL-3.0-or-later
#include "heatreel/store/run_lock.hpp"

#include "../../src/store/lock_owner.hpp"
#include "store/example_sweep.hpp"

#include <fstream>
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "heatreel/base/error.hpp"

namespace heatreel::store::test {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;

class RunLockTest : public testing::Test {
 protected:
  void SetUp() override {
    if (!world().is_null()) {
      GTEST_SKIP() << "one rank's work; forking under MPI is not safe";
    }
  }

  std::string result() const { return folder_.file("sweep.nc"); }
  std::string lock() const { return result() + ".lock"; }

  void write_lock(const std::string& text) const { std::ofstream(lock()) << text; }

  /// Says when the lock was last touched.
  void touch(std::chrono::seconds ago) const {
    std::filesystem::last_write_time(lock(), std::filesystem::file_time_type::clock::now() - ago);
  }

  /// A lock as process 12 would leave it, on another machine unless a place is given.
  static std::string text_of(const Place& place) {
    return to_text({place, 12, 34, "56", "2026-01-31T12:00:00Z"});
  }
  static std::string text_from_elsewhere() { return text_of({"elsewhere", "boot", "pid:[1]"}); }

  template <class Error = base::RuntimeError>
  void expect_refusal(const std::string& words) const {
    try {
      const RunLock second(result(), "here");
      ADD_FAILURE() << "a second run got the lock";
    } catch (const Error& error) {
      EXPECT_THAT(error.what(), HasSubstr(result()));
      EXPECT_THAT(error.what(), HasSubstr(words));
    }
  }

 private:
  SharedFolder folder_{comm::Communicator()};
};

TEST_F(RunLockTest, IsGoneAfterwards) {
  {
    const RunLock first(result(), "here");
    EXPECT_EQ(first.taken_over_from(), "");
    EXPECT_TRUE(std::filesystem::exists(lock()));
  }
  EXPECT_FALSE(std::filesystem::exists(lock()));
  const RunLock second(result(), "here");
  EXPECT_EQ(second.taken_over_from(), "");
}

TEST_F(RunLockTest, RefusesASecondRunAndNamesTheFirst) {
  ::setenv("SLURM_JOB_ID", "4711", 1);
  const RunLock first(result(), "here");
  ::unsetenv("SLURM_JOB_ID");
  expect_refusal("process " + std::to_string(::getpid()) + " on here, job 4711, since 20");
  expect_refusal("--output");
  EXPECT_TRUE(std::filesystem::exists(lock())) << "the refused run must not remove it";
}

TEST_F(RunLockTest, OfAKilledRunIsTakenOverOnItsHost) {
  const pid_t child = ::fork();
  if (child == 0) {
    const RunLock first(result(), "here");
    ::kill(::getpid(), SIGKILL);
  }
  ::waitpid(child, nullptr, 0);
  ASSERT_TRUE(std::filesystem::exists(lock()));
  {
    const RunLock second(result(), "here");
    EXPECT_THAT(second.taken_over_from(), HasSubstr("process " + std::to_string(child)));
    expect_refusal("process " + std::to_string(::getpid()));
  }
  EXPECT_FALSE(std::filesystem::exists(lock()));
}

TEST_F(RunLockTest, OfAnotherHostIsTakenOverAfterSomeMinutesOfSilence) {
  write_lock(text_from_elsewhere());
  touch(20s);
  expect_refusal("process 12 on elsewhere, job 56, since 2026-01-31T12:00:00Z");
  expect_refusal("its lock can be taken over in 1 min 40 s, or remove " + lock());
  touch(110s);
  expect_refusal("elsewhere");
  touch(130s);
  const RunLock second(result(), "here");
  EXPECT_THAT(second.taken_over_from(), HasSubstr("elsewhere"));
}

TEST_F(RunLockTest, OfAnotherBootOrAnotherContainerCountsByItsAgeAlone) {
  const Place here = this_place("here");
  ASSERT_NE(here.boot, "");
  ASSERT_NE(here.pid_namespace, "");
  for (const Place& place : {Place{"here", "another boot", here.pid_namespace},
                             Place{"here", here.boot, "pid:[1]"}, Place{"here", "", ""}}) {
    write_lock(text_of(place));
    touch(110s);
    expect_refusal("process 12 on here");
    touch(130s);
    const RunLock second(result(), "here");
    EXPECT_THAT(second.taken_over_from(), HasSubstr("process 12 on here"));
  }
}

TEST_F(RunLockTest, OfALivingProcessIsRespectedWithoutFlock) {
  write_lock(to_text(this_owner("here")));  // nobody holds its flock
  touch(1h);
  expect_refusal("process " + std::to_string(::getpid()) + " on here");
}

TEST_F(RunLockTest, OfAnEndedProcessThatNobodyHasAskedForIsTakenOver) {
  const pid_t child = ::fork();
  if (child == 0) {
    write_lock(to_text(this_owner("here")));
    ::_exit(0);
  }
  siginfo_t ended = {};
  ASSERT_EQ(::waitid(P_PID, static_cast<id_t>(child), &ended, WEXITED | WNOWAIT), 0);
  {
    const RunLock second(result(), "here");
    EXPECT_THAT(second.taken_over_from(), HasSubstr("process " + std::to_string(child)));
  }
  ::waitpid(child, nullptr, 0);
}

TEST_F(RunLockTest, ThatNamesNobodyCountsByItsAgeAlone) {
  for (const char* text : {"", "heatreel-lock-1\nhere\n12\n34\n\n2026-01-31T12:00:00Z\n"}) {
    write_lock(text);
    expect_refusal("whose name cannot be read");
    touch(130s);
    const RunLock second(result(), "here");
    EXPECT_THAT(second.taken_over_from(), HasSubstr("no name"));
  }
}

TEST_F(RunLockTest, ThatIsDeletedIsMadeAgain) {
  const RunLock first(result(), "here", {.touch = 20ms});
  const std::string text = slurp(lock());
  std::filesystem::remove(lock());
  for (int i = 0; i < 500 && !std::filesystem::exists(lock()); ++i) {
    std::this_thread::sleep_for(20ms);
  }
  EXPECT_EQ(slurp(lock()), text);
  expect_refusal("process " + std::to_string(::getpid()));
}

TEST_F(RunLockTest, TakenOverByTwoAtOnceBelongsToTheLast) {
  write_lock(text_from_elsewhere());
  touch(130s);
  std::jthread other([&] {  // replaces the lock as soon as the first has
    while (slurp(lock()).find("elsewhere") != std::string::npos) {
      std::this_thread::sleep_for(1ms);
    }
    std::ofstream(lock() + ".other") << text_of({"other", "boot", "pid:[2]"});
    std::filesystem::rename(lock() + ".other", lock());
  });
  try {
    const RunLock first(result(), "here", {.settle = 2s});
    ADD_FAILURE() << "both have it";
  } catch (const base::RuntimeError& error) {
    EXPECT_THAT(error.what(), HasSubstr("process 12 on other"));
  }
}

TEST_F(RunLockTest, GivesSignsOfLife) {
  const RunLock first(result(), "here", {.touch = 50ms});
  touch(1h);
  for (int i = 0; i < 3000; ++i) {
    std::this_thread::sleep_for(20ms);
    const auto age =
        std::filesystem::file_time_type::clock::now() - std::filesystem::last_write_time(lock());
    if (age < 1min) {
      return;
    }
  }
  FAIL() << "nobody touched it";
}

TEST_F(RunLockTest, ARunThatLostItEnds) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  EXPECT_EXIT(
      {
        const RunLock first(result(), "here", {.touch = 50ms});
        write_lock(text_from_elsewhere());
        std::this_thread::sleep_for(20s);
      },
      testing::ExitedWithCode(1), "taken over by another run \\(process 12 on elsewhere");
}

TEST_F(RunLockTest, WhatElseHasItsNameIsNamedAndLeft) {
  const std::string precious = result() + ".precious";
  std::ofstream(precious) << "precious";
  std::filesystem::create_symlink(precious, lock());
  expect_refusal<base::ConfigError>("(a symbolic link has its name)");
  EXPECT_TRUE(std::filesystem::is_symlink(lock()));
  EXPECT_EQ(slurp(precious), "precious");
  std::filesystem::remove(lock());
  std::filesystem::create_directory(lock());
  expect_refusal<base::ConfigError>("(a folder has its name)");
  std::filesystem::remove(lock());
  ASSERT_EQ(::mkfifo(lock().c_str(), 0600), 0);  // and it does not hang
  expect_refusal<base::ConfigError>("(something that is not a file has its name)");
}

TEST_F(RunLockTest, AMissingFolderIsTold) {
  EXPECT_THROW(RunLock(result() + "/absent/sweep.nc", "here"), base::RuntimeError);
}

TEST_F(RunLockTest, ForeignTextIsMadePrintable) {
  write_lock(to_text({{"evil\033[2J", "", ""}, 12, 34, "5\x07", "then"}));
  expect_refusal("process 12 on evil?[2J, job 5?, since then");
}

TEST(LockOwner, ComesBackFromItsText) {
  const LockOwner owner = this_owner("here");
  EXPECT_EQ(parse_owner(to_text(owner)), owner);
  EXPECT_FALSE(parse_owner(to_text(owner).substr(3)).has_value());
  EXPECT_FALSE(parse_owner("heatreel-lock-2\nhost\nboot\npid:[1]\n12x\n1\n\n\n").has_value());
}

TEST(Place, ANumberGivenToAnotherProcessIsNotTheOwner) {
  const std::int64_t start = start_of(::getpid());
  EXPECT_TRUE(is_running(::getpid(), start));
  EXPECT_TRUE(is_running(::getpid(), 0)) << "its start is unknown";
  EXPECT_FALSE(is_running(::getpid(), start + 1));
  EXPECT_FALSE(is_running(0, 0));
}

TEST(Place, TellsWhoseProcessesCanBeSeen) {
  const Place here{"host", "boot", "pid:[1]"};
  EXPECT_TRUE(sees_processes_of(here, here));
  EXPECT_FALSE(sees_processes_of(here, {"other", "boot", "pid:[1]"}));
  EXPECT_FALSE(sees_processes_of(here, {"host", "other", "pid:[1]"}));
  EXPECT_FALSE(sees_processes_of(here, {"host", "boot", "pid:[2]"}));
  EXPECT_FALSE(sees_processes_of({"host", "", "pid:[1]"}, {"host", "", "pid:[1]"}));
  EXPECT_NE(number_of(here), number_of({"host", "boot", "pid:[2]"}));
}

}  // namespace
}  // namespace heatreel::store::test
