// SPDX-License-Identifier: GPL-3.0-or-later
#include "heatreel/base/pending_file.hpp"

#include "support/scratch_folder.hpp"

#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include "heatreel/base/error.hpp"

namespace heatreel::base {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::MatchesRegex;

using support::read_file;
using support::ScratchFolder;

void write_text(const std::string& path, const std::string& text) {
  std::ofstream(path, std::ios::binary) << text;
}

std::string reason_to_refuse(const std::string& target) {
  try {
    const PendingFile file(target, "the table");
  } catch (const RuntimeError& error) {
    return error.what();
  }
  return "";
}

TEST(PendingFile, IsHiddenBesideItsTargetUntilCommitted) {
  const ScratchFolder folder;
  PendingFile file(folder / "a.mp4", "the movie");
  EXPECT_THAT(folder.names(), ElementsAre(MatchesRegex("\\.a\\.mp4\\.part-[0-9a-f]+")));
  write_text(file.temporary(), "seven b");
  EXPECT_EQ(file.commit(), 7U);
  EXPECT_THAT(folder.names(), ElementsAre("a.mp4"));
  EXPECT_EQ(read_file(folder / "a.mp4"), "seven b");
}

TEST(PendingFile, LeavesNothingWhenItIsDropped) {
  const ScratchFolder folder;
  { const PendingFile file(folder / "a.mp4", "the movie"); }
  EXPECT_THAT(folder.names(), IsEmpty());
}

TEST(PendingFile, ReplacesTheTargetOnlyOnCommit) {
  const ScratchFolder folder;
  write_text(folder / "a.mp4", "old");
  {
    const PendingFile dropped(folder / "a.mp4", "the movie");
    write_text(dropped.temporary(), "half");
  }
  EXPECT_EQ(read_file(folder / "a.mp4"), "old");
  PendingFile file(folder / "a.mp4", "the movie");
  write_text(file.temporary(), "new");
  EXPECT_EQ(read_file(folder / "a.mp4"), "old");
  file.commit();
  EXPECT_EQ(read_file(folder / "a.mp4"), "new");
}

TEST(PendingFile, HasThePermissionsOfTheUmask) {
  const ScratchFolder folder;
  const mode_t before = ::umask(027);
  PendingFile file(folder / "a.mp4", "the movie");
  ::umask(before);
  file.commit();
  struct stat status {};
  ASSERT_EQ(::stat((folder / "a.mp4").c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777, 0640U);
}

TEST(PendingFile, NamesTheTargetThatCannotBeWritten) {
  const ScratchFolder folder;
  const std::string target = folder / "missing/a.mp4";
  EXPECT_THAT(reason_to_refuse(target),
              HasSubstr("cannot write the table '" + target + "' (No such file or directory)"));
}

TEST(PendingFile, NeverReplacesAFolderOrADevice) {
  const ScratchFolder folder;
  EXPECT_THAT(reason_to_refuse(folder.path()), HasSubstr("not a regular file"));
  EXPECT_THAT(reason_to_refuse("/dev/null"),
              HasSubstr("'/dev/null' (it exists and is not a regular"));
}

TEST(PendingFile, TwoForOneTargetDoNotShareAFile) {
  const ScratchFolder folder;
  PendingFile first(folder / "a.mp4", "the movie");
  PendingFile second(folder / "a.mp4", "the movie");
  EXPECT_NE(first.temporary(), second.temporary());
  write_text(first.temporary(), "1");
  write_text(second.temporary(), "22");
  first.commit();
  second.commit();
  EXPECT_EQ(read_file(folder / "a.mp4"), "22");
}

}  // namespace
}  // namespace heatreel::base
