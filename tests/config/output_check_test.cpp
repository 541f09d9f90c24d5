// SPDX-License-Identifier: GPL-3.0-or-later
#include "heatreel/config/output_check.hpp"

#include "config_test_support.hpp"

#include <climits>
#include <limits>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <sys/stat.h>

#include "heatreel/base/pending_file.hpp"
#include "heatreel/config/output_paths.hpp"
#include "heatreel/store/companions.hpp"

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
  std::string error(const RunCommand& command) const {
    return usage_error_of([&] {
      check_output_places(command);
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

TEST_F(OutputCheck, ARunThatContinuesNeedsItsFile) {
  EXPECT_THAT(error(run("a.nc", {"--resume"})),
              AllOf(StartsWith("--resume"), HasSubstr("a.nc does not exist"),
                    HasSubstr("--resume-if-exists")));
  EXPECT_EQ(error(run("a.nc", {"--resume-if-exists"})), "no error");
  EXPECT_FALSE(continues_file(run("a.nc", {"--resume-if-exists"})));
  folder_.write("a.nc", "old");
  folder_.write("a.P_amplitude.mp4", "of what was there then");
  for (const char* option : {"--resume", "--resume-if-exists"}) {
    EXPECT_TRUE(continues_file(run("a.nc", {option})));
    EXPECT_EQ(error(run("a.nc", {option})), "no error");
  }
  EXPECT_FALSE(continues_file(run("a.nc", {"--overwrite"})));
}

TEST_F(OutputCheck, TheFolderMustExist) {
  EXPECT_THAT(error(run("none/a.nc")),
              AllOf(StartsWith("--output "), HasSubstr("does not exist"), HasSubstr("none")));
  EXPECT_THAT(error(run("a.nc", {"--video", folder_.path("none/a.mp4")})),
              AllOf(StartsWith("--video "), HasSubstr("does not exist")));
  folder_.write("file", "");
  EXPECT_THAT(error(run("file/a.nc")), HasSubstr("is not a folder"));
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
  EXPECT_THAT(error(device), HasSubstr("not a regular file"));
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
  command.inputs = {{"the sweep file", sweep}};
  EXPECT_THAT(error(command), AllOf(StartsWith("--output "), HasSubstr("and the sweep file "),
                                    HasSubstr("input of this command")));
  std::filesystem::create_symlink(sweep, folder_.path("link.nc"));
  command.output = folder_.path("link.nc");
  EXPECT_THAT(error(command), HasSubstr("input of this command"));
}

TEST_F(OutputCheck, TwoOutputsAreTwoFiles) {
  const auto both = [&](const std::string& result, const Words& more) {
    return error(run(result, more));
  };
  EXPECT_THAT(
      both("v.P_amplitude.mp4", {"--video", folder_.path("./v.mp4")}),
      AllOf(StartsWith("--video "), HasSubstr(" and --output "), HasSubstr("are one file")));
  EXPECT_THAT(both("o.png", {"--poster", folder_.path("o.png"), "--overwrite"}),
              AllOf(StartsWith("--poster "), HasSubstr(" and --output "), HasSubstr("one file")));
  std::filesystem::create_directory(folder_.path("a"));
  std::filesystem::create_directory_symlink("a", folder_.path("b"));
  for (const char* video : {"b/v.mp4", "a/../a/v.mp4", "b/../a/./v.mp4"}) {
    EXPECT_THAT(both("a/v.P_amplitude.mp4", {"--video", folder_.path(video)}),
                HasSubstr("are one file"))
        << video;
  }
  EXPECT_EQ(both("a/v.P_amplitude.mp4", {"--video", folder_.path("v.mp4")}), "no error");
}

TEST_F(OutputCheck, LinksToTheResultAreTheResult) {
  const std::string result = folder_.write("a.nc", "old");
  const Words more = {"--overwrite", "--video", folder_.path("v.mp4")};
  std::filesystem::create_hard_link(result, folder_.path("v.P_amplitude.mp4"));
  EXPECT_THAT(error(run("a.nc", more)), HasSubstr("are one file"));
  std::filesystem::remove(folder_.path("v.P_amplitude.mp4"));
  // A link to a result that is not there yet, too.
  std::filesystem::create_symlink("b.nc", folder_.path("v.P_amplitude.mp4"));
  EXPECT_THAT(error(run("b.nc", more)), HasSubstr("are one file"));
  EXPECT_EQ(error(run("a.nc", more)), "no error");
}

TEST_F(OutputCheck, FilesBesideTheResultAreFilesOfTheCommand) {
  RunCommand command = run("a.nc", {"--overwrite"});
  command.inputs = {{"the model file", folder_.write("a.nc.lock", "model m")}};
  EXPECT_THAT(error(command), AllOf(StartsWith("--output's lock "), HasSubstr("the model file")));
  std::filesystem::create_symlink("a.nc.journal", folder_.path("a.P_amplitude.mp4"));
  command.inputs.clear();
  EXPECT_THAT(error(command), AllOf(StartsWith("--video "), HasSubstr("--output's journal")));
}

TEST_F(OutputCheck, InputsOfADrawingAreNeverReplaced) {
  RenderCommand render;
  render.input = folder_.write("a.nc", "");
  render.difference = folder_.write("b.nc", "");
  render.inputs = {{"--colormap-file", folder_.write("c.csv", "")}};
  const auto drawing = [&](const std::string& output) {
    return usage_error_of([&] {
      check_new_files({inputs_of(render), {new_file("--output", folder_.path(output))}},
                      Existing::replace);
    });
  };
  EXPECT_THAT(drawing("a.nc"), HasSubstr("and the result file "));
  EXPECT_THAT(drawing("a.nc.journal"), HasSubstr("the result file's journal"));
  EXPECT_THAT(drawing("b.nc"), HasSubstr("and --difference "));
  EXPECT_THAT(drawing("c.csv"), HasSubstr("and --colormap-file "));
  EXPECT_EQ(drawing("d.mp4"), "no error");
}

TEST_F(OutputCheck, NamesThatAreMadeOnTheWayMustFitToo) {
  const auto named = [](std::size_t bytes, const std::string& ending) {
    return std::string(bytes - ending.size(), 'n') + ending;
  };
  const std::size_t most = NAME_MAX - store::longest_ending;
  EXPECT_EQ(error(run(named(most, ".nc"), {"--no-video"})), "no error");
  EXPECT_THAT(error(run(named(most + 1, ".nc"), {"--no-video"})),
              AllOf(StartsWith("--output "), HasSubstr(fmt::format("and {} is the limit", most))));
  // NAME.P_amplitude.mp4 is 12 bytes longer than NAME.mp4; the only poster has its name as given.
  const std::size_t most_of_picture = NAME_MAX - base::PendingFile::longer_name;
  for (const char* option : {"--video", "--poster"}) {
    const std::string ending = option == std::string("--video") ? ".mp4" : ".png";
    const auto path = [&](std::size_t bytes) { return folder_.path(named(bytes, ending)); };
    const std::size_t longer = ending == ".mp4" ? 12 : 0;
    EXPECT_EQ(error(run("a.nc", {option, path(most_of_picture - longer)})), "no error");
    EXPECT_THAT(
        error(run("a.nc", {option, path(most_of_picture - longer + 1)})),
        AllOf(StartsWith(option), HasSubstr(fmt::format("its name has {} bytes, and {} is",
                                                        most_of_picture + 1, most_of_picture))));
  }
  EXPECT_TRUE(std::filesystem::is_empty(folder_.path("")));
}

TEST_F(OutputCheck, PathsMustFitToo) {
  std::string deep;
  for (int i = 0; i < 17; ++i) {  // "./" leads nowhere, but counts
    deep += std::string(240, '/') + "./";
  }
  EXPECT_THAT(error(run(deep + "a.nc", {"--no-video"})),
              AllOf(StartsWith("--output "), HasSubstr("its path has ")));
}

/// What store::longest_ending and base::PendingFile::longer_name say holds for real names.
TEST_F(OutputCheck, TheLongestNamesAreNoLongerThanTold) {
  const base::PendingFile pending(folder_.path("a.mp4"), "the movie");
  EXPECT_EQ(pending.temporary().size(), pending.target().size() + base::PendingFile::longer_name);
  for (const std::string_view ending : store::companion_endings) {
    EXPECT_LE(ending.size(), store::longest_ending);
  }
}

TEST(MoviePath, PutsTheMetricBeforeTheEnding) {
  EXPECT_EQ(movie_path("out/a.mp4", "P_period"), "out/a.P_period.mp4");
  EXPECT_EQ(movie_path("a", "P_period"), "a.P_period.mp4");
}

}  // namespace
}  // namespace heatreel::config
