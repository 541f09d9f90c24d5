// SPDX-License-Identifier: GPL-3.0-or-later
#include "config_test_support.hpp"

#include <limits>

#include <gmock/gmock.h>
#include <sys/stat.h>

namespace heatreel::config {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::StartsWith;

class OutputCheck : public ::testing::Test {
 protected:
  RunCommand run(const std::string& output, const Words& more = {}) const {
    Words words = run_with({"--output", folder_.path(output)});
    words.insert(words.end(), more.begin(), more.end());
    return parse_run(words);
  }
  std::string error(const RunCommand& command, std::uint64_t bytes = 1000) const {
    return usage_error_of([&] {
      check_output_place(command, bytes);
      check_outputs(command);
    });
  }
  ScratchFolder folder_;
};

TEST_F(OutputCheck, NewFilesAreFineAndNothingIsTouched) {
  EXPECT_EQ(error(run("a.nc")), "no error");
  EXPECT_TRUE(std::filesystem::is_empty(folder_.path("")));
}

TEST_F(OutputCheck, AnExistingResultNeedsOverwrite) {
  folder_.write("a.nc", "old");
  EXPECT_THAT(error(run("a.nc")),
              AllOf(StartsWith("--output "), HasSubstr("a.nc"), HasSubstr("it exists"),
                    HasSubstr("--overwrite"), HasSubstr("--resume")));
  EXPECT_EQ(error(run("a.nc", {"--overwrite"})), "no error");
  EXPECT_EQ(read_file(folder_.path("a.nc")), "old");
}

TEST_F(OutputCheck, AnExistingMovieNeedsOverwrite) {
  folder_.write("a.P_amplitude.mp4", "old");
  EXPECT_THAT(error(run("a.nc")), AllOf(StartsWith("--video "), HasSubstr("a.P_amplitude.mp4"),
                                        HasSubstr("it exists")));
  EXPECT_EQ(error(run("a.nc", {"--overwrite"})), "no error");
  EXPECT_EQ(error(run("a.nc", {"--no-video"})), "no error");
}

TEST_F(OutputCheck, ARunThatContinuesNeedsItsFileAndNoRoom) {
  EXPECT_THAT(error(run("a.nc", {"--resume"})),
              AllOf(StartsWith("--resume"), HasSubstr("a.nc does not exist"),
                    HasSubstr("--resume-if-exists")));
  EXPECT_EQ(error(run("a.nc", {"--resume-if-exists"})), "no error");
  EXPECT_FALSE(continues_file(run("a.nc", {"--resume-if-exists"})));
  folder_.write("a.nc", "old");
  folder_.write("a.P_amplitude.mp4", "of what was there then");
  for (const char* option : {"--resume", "--resume-if-exists"}) {
    EXPECT_TRUE(continues_file(run("a.nc", {option})));
    EXPECT_EQ(error(run("a.nc", {option}), std::uint64_t{1} << 62), "no error");
  }
  EXPECT_FALSE(continues_file(run("a.nc", {"--overwrite"})));
}

TEST_F(OutputCheck, TheFolderMustExist) {
  EXPECT_THAT(error(run("none/a.nc")),
              AllOf(StartsWith("--output "), HasSubstr("does not exist"), HasSubstr("none")));
  EXPECT_THAT(error(run("a.nc", {"--video", folder_.path("none/a.mp4")})),
              AllOf(StartsWith("--video "), HasSubstr("does not exist")));
  folder_.write("file", "");
  EXPECT_THAT(error(run("file/a.nc")), HasSubstr("is no folder"));
}

TEST_F(OutputCheck, TheFolderMustBeWritable) {
  const std::string locked = folder_.path("locked");
  std::filesystem::create_directory(locked);
  chmod(folder_.path("").c_str(), 0755);
  chmod(locked.c_str(), 0555);
  const RunCommand command = run("locked/a.nc");
  const bool root = geteuid() == 0;  // to whom nothing is locked
  if (root) {
    ASSERT_EQ(seteuid(65534), 0);
  }
  const std::string message = error(command);
  if (root) {
    ASSERT_EQ(seteuid(0), 0);
  }
  EXPECT_THAT(message, AllOf(StartsWith("--output "), HasSubstr("cannot be written")));
  EXPECT_THAT(message, HasSubstr("locked"));
}

TEST_F(OutputCheck, FoldersAndDevicesAreRefusedEvenWithOverwrite) {
  std::filesystem::create_directory(folder_.path("a.nc"));
  EXPECT_THAT(error(run("a.nc", {"--overwrite"})), HasSubstr("it is a folder"));
  RunCommand device = run("b.nc", {"--overwrite", "--no-video"});
  device.output = "/dev/null";
  EXPECT_THAT(error(device), HasSubstr("no regular file"));
}

TEST_F(OutputCheck, ALinkStandsForItsFileWhetherThatIsThereOrNot) {
  std::filesystem::create_directory(folder_.path("scratch"));
  std::filesystem::create_symlink("scratch/big.nc", folder_.path("near.nc"));
  std::filesystem::create_symlink(folder_.path("near.nc"), folder_.path("far.nc"));
  const RunCommand command = run("far.nc");
  EXPECT_EQ(command.output, folder_.path("scratch/big.nc"));
  EXPECT_EQ(command.video, folder_.path("far.mp4"));
  EXPECT_EQ(error(command), "no error");
  folder_.write("scratch/big.nc", "old");
  EXPECT_THAT(error(run("near.nc")), HasSubstr("it exists"));

  std::filesystem::create_symlink("b.nc", folder_.path("a.nc"));
  std::filesystem::create_symlink("a.nc", folder_.path("b.nc"));
  EXPECT_THAT(usage_error_of([this] { run("a.nc"); }),
              AllOf(StartsWith("--output "), HasSubstr("leads back to itself")));
}

TEST_F(OutputCheck, InputsAreNeverReplaced) {
  const std::string sweep = folder_.write("s.ini", "metric = P.max\nno-video = yes\n");
  RunCommand command = run("s.ini", {"--overwrite"});
  command.inputs = {sweep};
  EXPECT_THAT(error(command), HasSubstr("input of this command"));
  std::filesystem::create_symlink(sweep, folder_.path("link.nc"));
  command.output = folder_.path("link.nc");
  EXPECT_THAT(error(command), HasSubstr("input of this command"));
}

TEST_F(OutputCheck, AMovieIsNotTheResult) {
  EXPECT_THAT(error(run("v.P_amplitude.mp4", {"--video", folder_.path("./v.mp4")})),
              HasSubstr("result file too"));
}

TEST_F(OutputCheck, TheDiskMustHaveRoom) {
  EXPECT_THAT(error(run("a.nc"), std::uint64_t{1} << 62),
              AllOf(StartsWith("--output "), HasSubstr("needs 4096.0 PiB"),
                    HasSubstr("bytes are missing")));
}

TEST(MoviePath, PutsTheMetricBeforeTheEnding) {
  EXPECT_EQ(movie_path("out/a.mp4", "P_period"), "out/a.P_period.mp4");
  EXPECT_EQ(movie_path("a", "P_period"), "a.P_period.mp4");
}

}  // namespace
}  // namespace heatreel::config
