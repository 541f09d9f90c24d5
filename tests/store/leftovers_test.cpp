// SPDX-License-Identifier: GPL-3.0-or-later
// Temporary files of runs that were killed while they laid out their result file.
#include "../../src/store/temporary_file.hpp"
#include "store/example_sweep.hpp"

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
    const std::string first = leave(fmt::format(".{}-0.tmp", gone_process()));
    const std::string second = leave(fmt::format(".{}-12.tmp", gone_process()));
    open_and_close(path(), opening);
    EXPECT_FALSE(fs::exists(first));
    EXPECT_FALSE(fs::exists(second));
    EXPECT_TRUE(fs::exists(path()));
  }
}

TEST_F(Leftovers, AllElseStays) {
  const pid_t gone = gone_process();
  std::vector<std::string> others = {leave(fmt::format(".{}-0.tmp", ::getppid()))};
  for (const std::string& end :
       {fmt::format(".{}-0.tmp.old", gone), fmt::format(".0{}-0.tmp", gone),
        fmt::format(".{}-.tmp", gone), fmt::format(".{}.tmp", gone),
        fmt::format(".{}-0-0.tmp", gone), fmt::format(".old.{}-0.tmp", gone),
        fmt::format("x.{}-0.tmp", gone), fmt::format(".-{}-0.tmp", gone),
        std::string(".4294967295-0.tmp"), std::string(".tmp")}) {
    others.push_back(leave(end));
  }
  const std::string link = fmt::format("{}.{}-1.tmp", path(), gone);
  fs::create_symlink(others.back(), link);
  const std::string folder = fmt::format("{}.{}-2.tmp", path(), gone);
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
