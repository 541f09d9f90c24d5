// SPDX-License-Identifier: GPL-3.0-or-later
// Files whose run was interrupted, and what is found in them afterwards.
#include "store/example_sweep.hpp"

#include <fstream>
#include <stdexcept>

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <hdf5.h>
#include <sys/stat.h>
#include <unistd.h>

#include "heatreel/base/error.hpp"

namespace heatreel::store::test {
namespace {

using comm::Communicator;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

const StoreOptions resume = {.opening = Opening::resume};

FileLayout named_layout(std::int64_t nx, std::int64_t ny, std::int64_t nt) {
  FileLayout layout = example_layout(nx, ny, nt);
  layout.provenance.emplace_back("run_id", "0123456789abcdef");
  layout.provenance.emplace_back("restarts", "0");
  return layout;
}

grid::CellRun example_run(const FileLayout& layout, const grid::ChunkRange& range) {
  return {range, example_slab(layout, range).digests()};
}

/// Commits cells of incomplete frames, dealt out in turn, with the journal that belongs to them.
void commit_bands(FrameStore& store, const FileLayout& layout,
                  const std::vector<grid::ChunkRange>& ranges) {
  std::vector<FrameSlab> mine;
  std::vector<grid::CellRun> stored;
  for (std::size_t n = 0; n < ranges.size(); ++n) {
    if (static_cast<int>(n) % world().size() == world().rank()) {
      mine.push_back(example_slab(layout, ranges[n]));
    }
    if (world().rank() == 0) {
      stored.push_back(example_run(layout, ranges[n]));
    }
  }
  store.commit(mine, {}, stored);
}

void commit_frame(FrameStore& store, const FileLayout& layout, grid::FrameIndex frame) {
  commit_example(store, layout, world(), frame, frame + 1, 5,
                 [](std::size_t n) { return static_cast<int>(n) % world().size(); });
}

std::vector<grid::ChunkRange> ranges_of(const std::vector<grid::CellRun>& runs) {
  std::vector<grid::ChunkRange> ranges;
  for (const grid::CellRun& run : runs) {
    ranges.push_back(run.range);
  }
  return ranges;
}

/// As a killed run leaves it: the store is never closed in the regular way.
void leave_interrupted(const std::string& path, const FileLayout& layout) {
  FrameStore store(path, layout, world());
  commit_frame(store, layout, 2);
  commit_bands(store, layout, {{3, 9}, {24, 40}});
  world().barrier();
}

/// What the next run finds; the same on every rank.
grid::StoredCells found(const std::string& path) {
  world().barrier();
  return FrameReader(path).stored_cells();
}

TEST(Resume, GoesOnWhereTheRunWasInterrupted) {
  const SharedFolder folder(world());
  const std::string path = folder.file("sweep.nc");
  const FileLayout layout = named_layout(6, 4, 4);
  leave_interrupted(path, layout);
  const grid::StoredCells stored = found(path);
  EXPECT_THAT(stored.frames, ElementsAre(false, false, true, false));
  EXPECT_THAT(ranges_of(stored.runs),
              ElementsAre(grid::ChunkRange{3, 9}, grid::ChunkRange{24, 40}));
  EXPECT_EQ(stored.runs[1].digests, example_slab(layout, {24, 40}).digests());
  world().barrier();

  FrameStore store(path, layout, world(), resume);
  store.note({{"restarts", "1"}});
  std::vector<FrameSlab> rest;
  if (world().rank() == world().size() - 1) {
    for (const grid::ChunkRange& range : {grid::ChunkRange{0, 3}, {9, 24}, {40, 48}}) {
      rest.push_back(example_slab(layout, range));
    }
  }
  const std::vector<grid::FrameRecord> complete = {example_frame(layout, 0),
                                                   example_frame(layout, 1)};
  store.commit(rest, complete);
  commit_frame(store, layout, 3);
  store.close({{"finished", "now"}, {"restarts", "0"}});
  world().barrier();
  EXPECT_EQ(differences(FrameReader(path)), 0);

  FrameStore undisturbed(folder.file("undisturbed.nc"), layout, world());
  for (grid::FrameIndex frame = 0; frame < 4; ++frame) {
    commit_frame(undisturbed, layout, frame);
  }
  undisturbed.close({{"finished", "now"}});
  world().barrier();
  EXPECT_EQ(slurp(path), slurp(folder.file("undisturbed.nc")));
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(folder.path()), {}), 2)
      << "the journal is gone";
}

TEST(Resume, NotesOfTheNewRunAreThereAtOnce) {
  const SharedFolder folder(world());
  const FileLayout layout = named_layout(2, 2, 1);
  leave_interrupted(folder.file("sweep.nc"), named_layout(6, 4, 4));
  FrameStore store(folder.file("sweep.nc"), named_layout(6, 4, 4), world(), resume);
  store.note({{"restarts", "1"}});
  world().barrier();
  if (world().rank() == 0) {
    std::filesystem::copy_file(folder.file("sweep.nc"), folder.file("copy.nc"));
    EXPECT_EQ(FrameReader(folder.file("copy.nc")).provenance("restarts"), "1");
  }
  world().barrier();
  store.close({});
}

TEST(Resume, AFileThatIsStillUnfinishedKeepsItsJournal) {
  const SharedFolder folder(world());
  const std::string path = folder.file("sweep.nc");
  const FileLayout layout = named_layout(6, 4, 4);
  leave_interrupted(path, layout);
  FrameStore store(path, layout, world(), resume);
  commit_frame(store, layout, 3);
  store.close({});
  const grid::StoredCells stored = found(path);
  EXPECT_THAT(stored.frames, ElementsAre(false, false, true, true));
  EXPECT_EQ(stored.runs.size(), 2U);
}

TEST(Resume, ANewFileHasNothingToDoWithAnOldJournal) {
  const SharedFolder folder(world());
  const std::string path = folder.file("sweep.nc");
  leave_interrupted(path, named_layout(6, 4, 4));
  FrameStore(path, named_layout(6, 4, 4), world()).close({});
  EXPECT_THAT(found(path).runs, IsEmpty());
  EXPECT_FALSE(std::filesystem::exists(path + ".journal"));
}

TEST(Resume, AnotherSweepsFileIsRefused) {
  const SharedFolder folder{Communicator()};
  const std::string path = folder.file("sweep.nc");
  FrameStore(path, example_layout(6, 4, 4), Communicator()).close({});
  const std::string before = slurp(path);
  FileLayout other_metric = example_layout(6, 4, 4);
  other_metric.metrics[1].name = "P_min";
  for (const FileLayout& layout :
       {example_layout(4, 6, 4), example_layout(6, 4, 4, ValueType::float64), other_metric}) {
    try {
      const FrameStore store(path, layout, Communicator(), resume);
      ADD_FAILURE() << "was continued";
    } catch (const base::ConfigError& error) {
      EXPECT_THAT(error.what(), HasSubstr("not those of this sweep"));
    }
  }
  EXPECT_EQ(slurp(path), before);
}

TEST(Resume, LostBlocksAreReservedAgain) {
  const SharedFolder folder{Communicator()};
  const std::string path = folder.file("sweep.nc");
  const FileLayout layout = example_layout(100, 100, 20);
  FrameStore(path, layout, Communicator()).close({});
  const int file = ::open(path.c_str(), O_RDWR);
  if (::fallocate(file, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, 1 << 20, 1 << 19) != 0) {
    ::close(file);
    GTEST_SKIP() << "a file system without holes";
  }
  struct stat status = {};
  ::fstat(file, &status);
  ASSERT_LT(status.st_blocks * 512, status.st_size);
  FrameStore(path, layout, Communicator(), resume).close({});
  ::fstat(file, &status);
  EXPECT_GE(status.st_blocks * 512, status.st_size);
  ::close(file);
}

/// The journal beside an interrupted file, changed in many ways. One rank's work.
class DistrustedJournal : public testing::Test {
 protected:
  void SetUp() override {
    if (world().size() > 1) {
      GTEST_SKIP() << "one rank's work";
    }
    leave_interrupted(path(), layout_);
  }

  std::string path() const { return folder_.file("sweep.nc"); }
  std::string journal() const { return path() + ".journal"; }
  std::vector<grid::ChunkRange> accepted() const {
    return ranges_of(FrameReader(path()).stored_cells().runs);
  }

  /// Where it is asked whether to go on, the work can be ended.
  int asked_until(int last) const {
    int asked = 0;
    EXPECT_THROW(FrameReader(path()).stored_cells([&] {
      if (++asked == last) {
        throw std::runtime_error("no further");
      }
    }),
                 std::runtime_error);
    return asked;
  }

  /// Changes a bit of what is stored of a cell; changes it back if done again.
  void flip_bit(const std::string& variable, grid::CellIndex cell) const {
    const hid_t file = H5Fopen(path().c_str(), H5F_ACC_RDONLY, H5P_DEFAULT);
    const hid_t dataset = H5Dopen2(file, variable.c_str(), H5P_DEFAULT);
    const hid_t type = H5Dget_type(dataset);
    const auto at = static_cast<std::streamoff>(H5Dget_offset(dataset) +
                                                static_cast<haddr_t>(cell) * H5Tget_size(type));
    H5Tclose(type);
    H5Dclose(dataset);
    H5Fclose(file);
    std::fstream bytes(path(), std::ios::binary | std::ios::in | std::ios::out);
    bytes.seekg(at);
    const int before = bytes.get();
    bytes.seekp(at);
    bytes.put(static_cast<char>(before ^ 1));
    ASSERT_TRUE(bytes.good());
  }

  const FileLayout layout_ = named_layout(6, 4, 4);

 private:
  SharedFolder folder_{Communicator()};
};

TEST_F(DistrustedJournal, ReadingItCanBeEndedBetweenTwoVariables) {
  int asked = 0;
  FrameReader(path()).stored_cells([&] { ++asked; });
  EXPECT_GE(asked, 2 * 3) << "two runs of a status and two metrics";
  for (int last = 1; last <= asked; ++last) {
    EXPECT_EQ(asked_until(last), last);
  }
}

TEST_F(DistrustedJournal, DamagedOrTorn) {
  const std::string good = slurp(journal());
  ASSERT_EQ(accepted().size(), 2U);
  for (std::size_t size = 0; size < good.size(); ++size) {
    std::ofstream(journal(), std::ios::binary) << good.substr(0, size);
    EXPECT_THAT(accepted(), IsEmpty()) << "torn at " << size;
  }
  for (std::size_t at = 0; at < good.size(); ++at) {
    std::string bad = good;
    bad[at] = static_cast<char>(bad[at] ^ 1);
    std::ofstream(journal(), std::ios::binary) << bad;
    EXPECT_THAT(accepted(), IsEmpty()) << "damaged at " << at;
  }
}

TEST_F(DistrustedJournal, OfAnotherRun) {
  FileLayout other = layout_;
  other.provenance[2].second = "fedcba9876543210";
  const std::string journal_text = slurp(journal());
  FrameStore store(path(), other, Communicator());
  commit_bands(store, other, {{3, 9}, {24, 40}});
  ASSERT_EQ(accepted().size(), 2U);
  std::ofstream(journal(), std::ios::binary) << journal_text;
  EXPECT_THAT(accepted(), IsEmpty());
}

TEST_F(DistrustedJournal, WhoseDataAreNotInTheFile) {
  // As after a loss of power that kept the journal and lost a page of the data.
  FrameStore store(path(), layout_, Communicator(), resume);
  const std::vector<grid::CellRun> too_much = {example_run(layout_, {3, 10}),
                                               example_run(layout_, {24, 40})};
  store.commit({}, {}, too_much);
  EXPECT_THAT(accepted(), ElementsAre(grid::ChunkRange{24, 40}));
}

TEST_F(DistrustedJournal, WhoseDataWereDamaged) {
  const std::vector<std::string> variables = {"status", layout_.metrics[0].name,
                                              layout_.metrics[1].name};
  for (const std::string& variable : variables) {
    for (const grid::CellIndex cell : {24, 31, 39}) {
      flip_bit(variable, cell);
      EXPECT_THAT(accepted(), ElementsAre(grid::ChunkRange{3, 9})) << variable << ", cell " << cell;
      flip_bit(variable, cell);
    }
  }
  EXPECT_EQ(accepted().size(), 2U) << "undamaged again";
}

TEST_F(DistrustedJournal, WithAChecksumThatIsNotTheDatas) {
  for (std::size_t variable = 0; variable < 4; ++variable) {
    std::vector<grid::CellRun> stored = {example_run(layout_, {3, 9}),
                                         example_run(layout_, {24, 40})};
    stored[0].digests[variable].crc ^= 1;
    FrameStore(path(), layout_, Communicator(), resume).commit({}, {}, stored);
    EXPECT_THAT(accepted(), ElementsAre(grid::ChunkRange{24, 40})) << "variable " << variable;
  }
}

TEST_F(DistrustedJournal, WithRangesThatCannotBe) {
  FrameStore store(path(), layout_, Communicator(), resume);
  const auto entry = [&](std::int64_t begin, std::int64_t end) {
    return grid::CellRun{{begin, end}, example_slab(layout_, {24, 40}).digests()};
  };
  const std::vector<grid::CellRun> odd = {entry(24, 40), entry(24, 40), entry(30, 40),
                                          entry(9, 9),   entry(12, 8),  entry(20, 30),
                                          entry(90, 97), entry(96, 99), entry(50, 60)};
  store.commit({}, {}, odd);
  EXPECT_THAT(accepted(), ElementsAre(grid::ChunkRange{24, 40}));
}

TEST_F(DistrustedJournal, ThatCannotBeWrittenEndsNothing) {
  std::filesystem::create_directory(journal() + ".tmp");
  FrameStore store(path(), layout_, Communicator(), resume);
  testing::internal::CaptureStderr();
  commit_bands(store, layout_, {{3, 9}, {50, 60}});
  commit_bands(store, layout_, {{60, 70}});
  const std::string told = testing::internal::GetCapturedStderr();
  EXPECT_THAT(told, HasSubstr("note: without a journal"));
  EXPECT_EQ(std::count(told.begin(), told.end(), '\n'), 1) << "said once";
  EXPECT_EQ(accepted().size(), 2U) << "the old one stays true";
}

TEST_F(DistrustedJournal, ThatIsALinkIsNotFollowed) {
  std::filesystem::rename(journal(), journal() + ".elsewhere");
  std::filesystem::create_symlink(journal() + ".elsewhere", journal());
  EXPECT_THAT(accepted(), IsEmpty());
  const std::string before = slurp(journal() + ".elsewhere");
  std::filesystem::create_symlink(journal() + ".elsewhere", journal() + ".tmp");
  FrameStore store(path(), layout_, Communicator(), resume);
  commit_bands(store, layout_, {{3, 9}});
  EXPECT_EQ(slurp(journal() + ".elsewhere"), before);
  EXPECT_THAT(accepted(), ElementsAre(grid::ChunkRange{3, 9}));
}

}  // namespace
}  // namespace heatreel::store::test
