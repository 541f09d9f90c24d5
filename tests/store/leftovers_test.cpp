// SPDX-License-Identifier: GPL-3.0-or-later
// Temporary files of runs that were killed while they laid out their result file.
#include "../../src/store/place.hpp"
#include "../../src/store/temporary_file.hpp"
#include "store/example_sweep.hpp"

#include <chrono>
#include <cstdlib>
#include <fstream>

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include "heatreel/store/companions.hpp"

namespace heatreel::store::test {
namespace {

using comm::Communicator;
namespace fs = std::filesystem;

/// The number of a process that has just ended.
pid_t gone_process() {
  const pid_t child = ::fork();
  if (child == 0) {
    std::_Exit(0);
  }
  ::waitpid(child, nullptr, 0);
  return child;
}

/// What a temporary of this process's place has behind its target's name.
std::string end_of(pid_t process, int attempt) {
  return fmt::format(".{:08x}-{}-{}.tmp", number_of(this_place()), process, attempt);
}

class Leftovers : public testing::Test {
 protected:
  void SetUp() override {
    if (world().size() > 1) {
      GTEST_SKIP() << "one rank's work";
    }
  }

  std::string path() const { return folder_.file("sweep.nc"); }

  /// A file with this end behind the result's name.
  std::string leave(const std::string& end) const {
    std::ofstream(path() + end) << "left";
    return path() + end;
  }

  static void open_and_close(const std::string& path, Opening opening) {
    FrameStore(path, example_layout(2, 2, 1), Communicator(), {.opening = opening}).close({});
  }

 private:
  SharedFolder folder_{Communicator()};
};

TEST_F(Leftovers, OfAProcessThatIsGoneAreRemoved) {
  for (const Opening opening : {Opening::create, Opening::resume}) {
    const std::string first = leave(end_of(gone_process(), 0));
    const std::string second = leave(end_of(gone_process(), 12));
    open_and_close(path(), opening);
    EXPECT_FALSE(fs::exists(first));
    EXPECT_FALSE(fs::exists(second));
    EXPECT_TRUE(fs::exists(path()));
  }
}

TEST_F(Leftovers, OfAnotherPlaceAreRemovedAfterAWhile) {
  // A process there looks gone from here.
  const std::string end = fmt::format("-{}-0.tmp", gone_process());
  const std::string fresh = leave(fmt::format(".{:08x}", number_of(this_place()) + 1) + end);
  const std::string old = leave(fmt::format(".{:08x}", number_of(this_place()) + 2) + end);
  fs::last_write_time(old, fs::file_time_type::clock::now() - std::chrono::minutes(11));
  open_and_close(path(), Opening::create);
  EXPECT_TRUE(fs::exists(fresh));
  EXPECT_FALSE(fs::exists(old));
}

TEST_F(Leftovers, AllElseStays) {
  const pid_t gone = gone_process();
  const auto place = fmt::format("{:08x}", number_of(this_place()));
  std::vector<std::string> others = {leave(end_of(::getppid(), 0))};
  for (const std::string& end :
       {fmt::format(".{}-{}-0.tmp.old", place, gone), fmt::format(".{}-0{}-0.tmp", place, gone),
        fmt::format(".{}-{}-.tmp", place, gone), fmt::format(".{}-{}.tmp", place, gone),
        fmt::format(".{}-{}-0-0.tmp", place, gone), fmt::format(".old.{}-{}-0.tmp", place, gone),
        fmt::format("x.{}-{}-0.tmp", place, gone), fmt::format(".{}--{}-0.tmp", place, gone),
        fmt::format(".{}x-{}-0.tmp", place, gone), fmt::format(".0{}-{}-0.tmp", place, gone),
        fmt::format(".{}-4294967295-0.tmp", place), fmt::format(".{}-0.tmp", gone),
        std::string(".tmp")}) {
    others.push_back(leave(end));
  }
  const std::string link = path() + end_of(gone, 1);
  fs::create_symlink(others.back(), link);
  const std::string folder = path() + end_of(gone, 2);
  fs::create_directory(folder);
  others.insert(others.end(), {link, folder});
  open_and_close(path(), Opening::create);
  for (const std::string& other : others) {
    EXPECT_TRUE(fs::exists(other)) << other;
  }
}

TEST_F(Leftovers, OfTheLongestNameAreNoLongerThanTold) {
  const std::string longest = create_temporary(path() + ".lock").path;
  const std::size_t digits = std::to_string(::getpid()).size();
  EXPECT_LE(longest.size() - digits + std::string("4194304").size() + 1,
            path().size() + longest_ending);
}

}  // namespace
}  // namespace heatreel::store::test
