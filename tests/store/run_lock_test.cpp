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

  void expect_refusal(const std::string& words) const {
    try {
      const RunLock second(result(), "here");
      ADD_FAILURE() << "a second run got the lock";
    } catch (const base::RuntimeError& error) {
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
  write_lock(to_text({"elsewhere", 12, 34, "56", "2026-01-31T12:00:00Z"}));
  touch(20s);
  expect_refusal("process 12 on elsewhere, job 56, since 2026-01-31T12:00:00Z");
  expect_refusal("remove " + lock());
  touch(110s);
  expect_refusal("elsewhere");
  touch(130s);
  const RunLock second(result(), "here");
  EXPECT_THAT(second.taken_over_from(), HasSubstr("elsewhere"));
}

TEST_F(RunLockTest, ThatIsOnlyJustMadeIsRespected) {
  write_lock("");
  expect_refusal("only just begun");
  touch(130s);
  const RunLock second(result(), "here");
  EXPECT_THAT(second.taken_over_from(), HasSubstr("no name"));
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
        write_lock(to_text({"elsewhere", 12, 34, "", "2026-01-31T12:00:00Z"}));
        std::this_thread::sleep_for(20s);
      },
      testing::ExitedWithCode(1), "taken over by another run \\(process 12 on elsewhere");
}

TEST_F(RunLockTest, ALinkIsNotFollowed) {
  std::filesystem::create_symlink(result() + ".precious", lock());
  std::ofstream(result() + ".precious") << "precious";
  EXPECT_THROW(RunLock(result(), "here"), base::RuntimeError);
  EXPECT_EQ(slurp(result() + ".precious"), "precious");
}

TEST_F(RunLockTest, APipeDoesNotHang) {
  ASSERT_EQ(::mkfifo(lock().c_str(), 0600), 0);
  EXPECT_THROW(RunLock(result(), "here"), base::RuntimeError);
}

TEST_F(RunLockTest, AMissingFolderIsTold) {
  EXPECT_THROW(RunLock(result() + "/absent/sweep.nc", "here"), base::RuntimeError);
}

TEST_F(RunLockTest, ForeignTextIsMadePrintable) {
  write_lock(to_text({"evil\033[2J", 12, 34, "5\x07", "then"}));
  expect_refusal("process 12 on evil?[2J, job 5?, since then");
}

TEST(LockOwner, ComesBackFromItsText) {
  const LockOwner owner = this_owner("here");
  EXPECT_EQ(parse_owner(to_text(owner)), owner);
  EXPECT_FALSE(parse_owner(to_text(owner).substr(3)).has_value());
  EXPECT_FALSE(parse_owner("heatreel-lock-1\nhost\n12x\n1\n\n\n").has_value());
}

TEST(LockOwner, ANumberGivenToAnotherProcessIsNotTheOwner) {
  LockOwner owner = this_owner("here");
  EXPECT_TRUE(is_running(owner));
  owner.start += 1;
  EXPECT_FALSE(is_running(owner));
}

}  // namespace
}  // namespace heatreel::store::test
