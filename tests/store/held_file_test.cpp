// SPDX-License-Identifier: GPL-3.0-or-later
// Results that are moved, deleted or written over while a run has them open.
#include "heatreel/store/held_file.hpp"

#include "../../src/store/sentry.hpp"
#include "store/example_sweep.hpp"

#include <fstream>
#include <thread>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "heatreel/base/error.hpp"

namespace heatreel::store::test {
namespace {

using comm::Communicator;
using testing::HasSubstr;
namespace fs = std::filesystem;

/// What the error says that `work` throws; "" if it throws none.
template <class Work>
std::string error_of(const Work& work) {
  try {
    work();
  } catch (const base::RuntimeError& error) {
    return error.what();
  }
  return "";
}

class HeldFileTest : public testing::Test {
 protected:
  void SetUp() override {
    if (world().size() > 1) {
      GTEST_SKIP() << "one rank's work";
    }
    write(path(), "run A, number 1, data");
    write(other(), "run B, number 7, data");
  }

  std::string path() const { return folder_.file("sweep.nc"); }
  std::string other() const { return folder_.file("other.nc"); }

  static void write(const std::string& path, const std::string& text) {
    std::ofstream(path) << text;
  }

  HeldFile held() const {
    HeldFile file(path());
    file.expect_run_id({4, "A"});
    file.expect_count({14, "1"});
    return file;
  }

  /// What a look says after `deed`.
  template <class Deed>
  std::string after(const Deed& deed) const {
    const HeldFile file = held();
    EXPECT_EQ(error_of([&] { file.check(); }), "");
    deed();
    const std::string found = error_of([&] { file.check(); });
    EXPECT_THAT(found, HasSubstr(path()));
    return found;
  }

 private:
  SharedFolder folder_{Communicator()};
};

TEST_F(HeldFileTest, ThatGrowsOrIsTouchedIsTheSame) {
  const HeldFile file = held();
  std::ofstream(path(), std::ios::app) << "more";
  fs::permissions(path(), fs::perms::owner_all);
  EXPECT_FALSE(file.loss().has_value());
}

TEST_F(HeldFileTest, ThatIsReachedByALinkIsTheSame) {
  const std::string link = path() + ".link";
  fs::create_symlink(path(), link);
  const HeldFile file(link);
  EXPECT_FALSE(file.loss().has_value());
  fs::remove(link);
  EXPECT_THAT(file.loss()->why, HasSubstr("moved to " + path()));
}

TEST_F(HeldFileTest, ThatIsDeletedIsLost) {
  EXPECT_THAT(after([&] { fs::remove(path()); }),
              HasSubstr("(it was deleted) Its results are lost"));
}

TEST_F(HeldFileTest, WhoseFolderIsRemovedIsLost) {
  const fs::path folder = fs::path(path()).parent_path() / "folder";
  fs::create_directory(folder);
  write(folder / "sweep.nc", "text");
  const HeldFile file(folder / "sweep.nc");
  fs::remove_all(folder);
  EXPECT_EQ(file.loss()->why, "its folder was removed");
}

TEST_F(HeldFileTest, InWhosePlaceAnotherStandsIsLost) {
  EXPECT_THAT(after([&] { fs::rename(other(), path()); }),
              HasSubstr("another file was put in its place, and is left as it is"));
}

TEST_F(HeldFileTest, ThatIsMovedIsFound) {
  const std::string moved = path() + ".moved";
  const std::string words = after([&] { fs::rename(path(), moved); });
  EXPECT_THAT(words, HasSubstr("moved to " + moved));
  EXPECT_THAT(words, HasSubstr("--resume"));
}

TEST_F(HeldFileTest, WhoseNameIsDeletedButNotItsLinkIsFound) {
  fs::create_hard_link(path(), path() + ".link");
  const std::string words = after([&] { fs::remove(path()); });
  EXPECT_THAT(words, HasSubstr("its name was deleted, but it has another (a hard link)"));
  EXPECT_THAT(words, HasSubstr("--resume"));
}

TEST_F(HeldFileTest, ThatIsMovedAndReplacedIsFound) {
  const std::string words = after([&] {
    fs::rename(path(), path() + ".moved");
    fs::rename(other(), path());
  });
  EXPECT_THAT(words, HasSubstr(".moved; another file is in its place now"));
}

TEST_F(HeldFileTest, ThatIsCutIsLost) {
  EXPECT_THAT(after([&] { fs::resize_file(path(), 20); }), HasSubstr("20 bytes instead of 21"));
}

TEST_F(HeldFileTest, ThatIsWrittenOverIsLost) {
  EXPECT_THAT(after([&] { write(path(), "run B, number 1, data"); }),
              HasSubstr("another file was written over it"));
}

TEST_F(HeldFileTest, OverWhichAnEarlierCopyIsWrittenIsToldByTheCount) {
  HeldFile file = held();
  write(path(), "run A, number 0, data");
  EXPECT_FALSE(file.loss(HeldFile::Depth::without_count).has_value());
  EXPECT_THAT(file.loss()->why, HasSubstr("an earlier copy of it"));
  file.expect_count({14, "0"});
  EXPECT_FALSE(file.loss().has_value());
}

TEST_F(HeldFileTest, ThatDoesNotExistIsTold) {
  EXPECT_THAT(error_of([&] { HeldFile(path() + ".absent"); }), HasSubstr("moved or deleted"));
}

TEST_F(HeldFileTest, SentryEndsTheProcessWithOneMessage) {
  if (!test::world().is_null()) {
    GTEST_SKIP() << "forking under MPI is not safe";
  }
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  EXPECT_EXIT(
      {
        const Sentry sentry(held(), std::chrono::milliseconds(20));
        fs::remove(path());
        std::this_thread::sleep_for(std::chrono::seconds(20));
      },
      testing::ExitedWithCode(1), "^heatreel: [^\n]*it was deleted[^\n]*\n$");
}

TEST_F(HeldFileTest, SentryLeavesTheLastWordToTheRun) {
  Sentry sentry(held(), std::chrono::milliseconds(1));
  write(path(), "run A, number 0, data");  // the thread does not look at the count
  EXPECT_THAT(error_of([&] { sentry.check(); }), HasSubstr("an earlier copy of it"));
  fs::remove(path());
  std::this_thread::sleep_for(std::chrono::milliseconds(50));  // alive: the run has noticed before
}

/// A store that is open on a small file.
class OpenStoreTest : public testing::Test {
 protected:
  FileLayout layout() const {
    FileLayout layout = example_layout(3, 2, 4);
    layout.provenance = {
        {provenance_run_id, "this run"}, {provenance_commits, "0"}, {"finished", ""}};
    return layout;
  }

  std::string path() const { return folder_.file("sweep.nc"); }

  void commit(FrameStore& store, grid::FrameIndex frame) const {
    commit_example(store, layout(), world(), frame, frame + 1, 2,
                   [](std::size_t n) { return static_cast<int>(n) % world().size(); });
  }

  SharedFolder folder_{world()};
};

TEST_F(OpenStoreTest, CountsItsCommits) {
  FrameStore store(path(), layout(), world());
  commit(store, 0);
  commit(store, 1);
  store.close({});
  EXPECT_EQ(FrameReader(path()).provenance(provenance_commits), "4");
}

class OpenStoreAloneTest : public OpenStoreTest {
 protected:
  void SetUp() override {
    if (world().size() > 1) {
      GTEST_SKIP() << "rank 0 alone notices, and the caller ends the job";
    }
  }
};

TEST_F(OpenStoreAloneTest, WritesNothingToAForeignFile) {
  const std::string other = path() + ".other";
  FileLayout foreign = layout();
  foreign.provenance[0].second = "that run";
  write_example(other, foreign, Communicator(), 1, 2);
  FrameStore store(path(), layout(), Communicator());
  commit(store, 0);
  fs::copy_file(other, path(), fs::copy_options::overwrite_existing);
  EXPECT_THAT(error_of([&] { commit(store, 1); }), HasSubstr("another file was written over it"));
  EXPECT_THAT(error_of([&] { store.note({}); }), HasSubstr("another file was written over it"));
  EXPECT_THAT(error_of([&] { store.close({}); }), HasSubstr("another file was written over it"));
  EXPECT_TRUE(slurp(path()) == slurp(other)) << "the other file was written to";
}

TEST_F(OpenStoreAloneTest, NoticesAnEarlierCopyOfItself) {
  FrameStore store(path(), layout(), Communicator());
  commit(store, 0);
  const std::string earlier = slurp(path());
  commit(store, 1);
  std::ofstream(path(), std::ios::binary) << earlier;
  EXPECT_THAT(error_of([&] { commit(store, 2); }), HasSubstr("an earlier copy of it"));
  EXPECT_EQ(FrameReader(path()).committed_frames(), 1);
}

TEST_F(OpenStoreAloneTest, DoesNotOpenAnEarlierCopyToContinue) {
  FileLayout known = layout();
  FrameStore(path(), known, Communicator()).close({});
  known.provenance[1].second = "2";
  const auto resume = [&] {
    FrameStore(path(), known, Communicator(), {.opening = Opening::resume});
  };
  EXPECT_THAT(error_of(resume), HasSubstr("an earlier copy of it"));
  known.provenance = {{provenance_run_id, "that run"}, {provenance_commits, "0"}};
  EXPECT_THAT(error_of(resume), HasSubstr("another file"));
}

TEST_F(OpenStoreAloneTest, AFinishedResultIsHeldIfItIsTheRunsOwn) {
  write_example(path(), layout(), Communicator(), 1, 2);
  const HeldFile held = hold_finished(path(), "this run");
  EXPECT_FALSE(held.loss().has_value());
  EXPECT_FALSE(hold_finished(path(), "").loss().has_value());
  EXPECT_THAT(error_of([&] { hold_finished(path(), "that run"); }), HasSubstr("another file"));
  fs::remove(path());
  EXPECT_THAT(held.loss()->why, HasSubstr("deleted"));
  EXPECT_THAT(error_of([&] { hold_finished(path(), "this run"); }), HasSubstr("no longer"));
  std::ofstream(path()) << "something else";
  EXPECT_THAT(error_of([&] { hold_finished(path(), "this run"); }), HasSubstr("no longer"));
  FrameStore(path(), layout(), Communicator()).close({});
  EXPECT_THAT(error_of([&] { hold_finished(path(), "this run"); }),
              HasSubstr("frames are missing"));
}

}  // namespace
}  // namespace heatreel::store::test
