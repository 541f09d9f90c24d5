// SPDX-License-Identifier: GPL-3.0-or-later
#include "heatreel/store/frame_store.hpp"

#include "store/example_sweep.hpp"

#include <fstream>

#include <gtest/gtest.h>
#include <sys/stat.h>

#include "heatreel/base/error.hpp"

namespace heatreel::store::test {
namespace {

using comm::Communicator;

/// Writes on all ranks, then compares on every rank with the formula.
void expect_round_trip(const FileLayout& layout, std::int64_t frames_a_commit,
                       std::int64_t chunk_size) {
  const SharedFolder folder(world());
  const std::string path = folder.file("sweep.nc");
  write_example(path, layout, world(), frames_a_commit, chunk_size);
  world().barrier();
  const FrameReader reader(path);
  EXPECT_EQ(reader.committed_frames(), layout.grid.frames());
  EXPECT_EQ(differences(reader), 0);
}

TEST(FrameStore, RoundTripOfScatteredChunks) {
  expect_round_trip(example_layout(13, 11, 6), 1, 17);
}

TEST(FrameStore, RoundTripOfManyFramesACommit) {
  expect_round_trip(example_layout(9, 5, 40), 40, 7);
}

TEST(FrameStore, RoundTripOfWholeFramesAndSingleCells) {
  expect_round_trip(example_layout(6, 4, 9), 3, 24);
  expect_round_trip(example_layout(6, 4, 3), 2, 1);
}

TEST(FrameStore, RoundTripWithMoreRanksThanRows) {
  expect_round_trip(example_layout(3, 1, 5), 2, 1);
}

TEST(FrameStore, RoundTripOfFramesOfOneCell) { expect_round_trip(example_layout(1, 1, 25), 4, 1); }

TEST(FrameStore, RoundTripInFloat64) {
  expect_round_trip(example_layout(12, 7, 4, ValueType::float64), 2, 19);
}

TEST(FrameStore, RanksWithoutCellsJoinEveryCommit) {
  const SharedFolder folder(world());
  const FileLayout layout = example_layout(10, 10, 4);
  FrameStore store(folder.file("sweep.nc"), layout, world());
  const int last = world().size() - 1;
  for (grid::FrameIndex frame = 0; frame < 4; ++frame) {
    const int owner = frame % 2 == 0 ? 0 : last;
    commit_example(store, layout, world(), frame, frame + 1, 30,
                   [&](std::size_t) { return owner; });
  }
  store.close({});
  EXPECT_EQ(differences(FrameReader(folder.file("sweep.nc"))), 0);
}

TEST(FrameStore, NeighbouringChunksAcrossFramesAreOneRun) {
  const SharedFolder folder(world());
  const FileLayout layout = example_layout(5, 4, 4);
  const auto on_rank_0 = [&](std::initializer_list<grid::ChunkRange> ranges) {
    std::vector<FrameSlab> slabs;
    for (const grid::ChunkRange& range : ranges) {
      if (world().rank() == 0) {
        slabs.push_back(example_slab(layout, range));
      }
    }
    return slabs;
  };
  FrameStore store(folder.file("sweep.nc"), layout, world());
  // From a row's begin through two whole frames into a row's middle, and then the two ends.
  store.commit(on_rank_0({{10, 20}, {20, 40}, {40, 60}, {60, 73}}), {});
  std::vector<grid::FrameRecord> complete;
  for (grid::FrameIndex frame = 0; frame < 4; ++frame) {
    complete.push_back(example_frame(layout, frame));
  }
  store.commit(on_rank_0({{73, 80}, {0, 10}}), complete);
  store.close({});
  EXPECT_EQ(differences(FrameReader(folder.file("sweep.nc"))), 0);
}

TEST(FrameStore, CommittedFramesWaitInNoBuffer) {
  const SharedFolder folder(world());
  const FileLayout layout = example_layout(7, 3, 5);
  FrameStore store(folder.file("sweep.nc"), layout, world());
  commit_example(store, layout, world(), 0, 5, 4,
                 [&](std::size_t n) { return static_cast<int>(n) % world().size(); });
  world().barrier();
  if (world().rank() == 0) {  // what the operating system has, whatever this process holds
    std::filesystem::copy_file(folder.file("sweep.nc"), folder.file("copy.nc"));
    EXPECT_EQ(differences(FrameReader(folder.file("copy.nc"))), 0);
  }
  world().barrier();
  store.close({});
}

TEST(FrameStore, WritesAreCollective) {
  const SharedFolder folder(world());
  const FileLayout layout = example_layout(10, 10, 2);
  FrameStore store(folder.file("sweep.nc"), layout, world());
  // Scattered over the ranks, and then all on rank 0.
  commit_example(store, layout, world(), 0, 1, 7,
                 [&](std::size_t n) { return static_cast<int>(n) % world().size(); });
  EXPECT_EQ(store.last_commit_was_collective(), !world().is_null());
  commit_example(store, layout, world(), 1, 2, 7, [](std::size_t) { return 0; });
  EXPECT_EQ(store.last_commit_was_collective(), !world().is_null());
  store.close({});
}

TEST(FrameStore, SmallWriteLimitsGiveTheSameFile) {
  const SharedFolder folder(world());
  const FileLayout layout = example_layout(11, 9, 3);
  write_example(folder.file("whole.nc"), layout, world(), 3, 10);
  for (const WriteLimits& limits : {WriteLimits{28, 512}, WriteLimits{1 << 20, 2}}) {
    FrameStore store(folder.file("pieces.nc"), layout, world(), {.limits = limits});
    // Ranks have very different shares, so they need different numbers of rounds.
    commit_example(store, layout, world(), 0, 3, 10, [&](std::size_t n) {
      return n % 5 == 0 ? static_cast<int>(n) % world().size() : 0;
    });
    store.close({{"finished", "2026-01-31T13:00:00Z"}});
    world().barrier();
    EXPECT_EQ(slurp(folder.file("pieces.nc")), slurp(folder.file("whole.nc")));
    world().barrier();  // the next store replaces the file, which every rank has to have read
  }
}

TEST(FrameStore, SerialAndParallelFilesAreTheSameBytes) {
  const SharedFolder folder(world());
  const FileLayout layout = example_layout(13, 8, 7);
  write_example(folder.file("parallel.nc"), layout, world(), 2, 23);
  if (world().rank() == 0) {
    write_example(folder.file("serial.nc"), layout, Communicator(), 7, 1000);
    EXPECT_EQ(slurp(folder.file("serial.nc")), slurp(folder.file("parallel.nc")));
  }
}

TEST(FrameStore, FramesInSeveralCommitsAreFlaggedAtTheLast) {
  const SharedFolder folder(world());
  const std::string path = folder.file("sweep.nc");
  const FileLayout layout = example_layout(8, 6, 2);
  const std::vector<FrameSlab> none;
  std::vector<FrameSlab> upper;
  std::vector<FrameSlab> lower;
  if (world().rank() == 0) {
    upper.push_back(example_slab(layout, {0, 20}));
    lower.push_back(example_slab(layout, {20, 48}));
  }
  FrameStore store(path, layout, world());
  EXPECT_EQ(FrameReader(path).committed_frames(), 0);
  store.commit(upper, {});
  world().barrier();
  {
    const FrameReader reader(path);
    EXPECT_FALSE(reader.committed(0));
    EXPECT_FALSE(reader.frame_range(0, 0).has_value());
    std::vector<double> values(48);
    reader.read_frame(0, 0, values);
    EXPECT_EQ(values[19], example_value(0, 19));
    EXPECT_TRUE(std::isnan(values[20]));
    EXPECT_TRUE(std::isnan(values[47]));
  }
  const std::vector<grid::FrameRecord> complete = {example_frame(layout, 0)};
  store.commit(lower, complete);
  world().barrier();
  const FrameReader reader(path);  // the store is still open: nothing waits in a buffer
  EXPECT_TRUE(reader.committed(0));
  EXPECT_FALSE(reader.committed(1));
  EXPECT_EQ(reader.committed_frames(), 1);
  std::vector<double> values(48);
  reader.read_frame(0, 0, values);
  EXPECT_EQ(values[47], example_value(0, 47));
  world().barrier();
  store.close({});
}

TEST(FrameStore, RunningFileIsReadWhileItGrows) {
  const SharedFolder folder(world());
  const std::string path = folder.file("sweep.nc");
  const FileLayout layout = example_layout(5, 5, 2);
  FrameStore store(path, layout, world());
  const FrameReader reader(path);
  EXPECT_FALSE(reader.global_range(0).has_value());
  world().barrier();
  commit_example(store, layout, world(), 0, 1, 4,
                 [&](std::size_t n) { return static_cast<int>(n) % world().size(); });
  world().barrier();
  EXPECT_TRUE(reader.committed(0));
  EXPECT_EQ(reader.global_range(0)->max, example_value(0, 24));
  world().barrier();
  store.close({});
}

TEST(FrameStore, CloseFillsProvenanceAndCutsWhatIsTooLong) {
  const SharedFolder folder(world());
  const std::string path = folder.file("sweep.nc");
  FileLayout layout = example_layout(2, 2, 1);
  layout.provenance.emplace_back("long", std::string(100000, 'x'));
  FrameStore store(path, layout, world());
  EXPECT_EQ(FrameReader(path).provenance("finished"), "");
  world().barrier();
  store.close({{"finished", std::string(300, 'f')}, {"long", "short"}});
  world().barrier();
  const FrameReader reader(path);
  EXPECT_EQ(reader.provenance("configuration"), "model = predator-prey\n");
  EXPECT_EQ(reader.provenance("finished"), std::string(256, 'f'));
  EXPECT_EQ(reader.provenance("long"), "short");
  EXPECT_EQ(reader.provenance("unknown"), "");
}

TEST(FrameStore, ReplacesAnOldFileAndLeavesStrangersAlone) {
  const SharedFolder folder(world());
  const std::string path = folder.file("sweep.nc");
  if (world().rank() == 0) {
    std::ofstream(path) << "old";
    std::ofstream(path + ".tmp") << "somebody else's";
  }
  world().barrier();
  write_example(path, example_layout(2, 2, 1), world(), 1, 1);
  world().barrier();
  EXPECT_EQ(differences(FrameReader(path)), 0);
  EXPECT_EQ(slurp(path + ".tmp"), "somebody else's");
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(folder.path()), {}), 2);
}

TEST(FrameStore, TooLittleRoomIsToldBeforeAnythingIsTouched) {
  const SharedFolder folder{Communicator()};
  const std::string path = folder.file("sweep.nc");
  std::ofstream(path) << "old";
  try {
    const FrameStore store(path, example_layout(100000, 100000, 100000), Communicator());
    FAIL() << "a petabyte was taken";
  } catch (const base::RuntimeError& error) {
    EXPECT_NE(std::string(error.what()).find("are missing"), std::string::npos) << error.what();
    EXPECT_NE(std::string(error.what()).find(path), std::string::npos) << error.what();
  }
  EXPECT_EQ(slurp(path), "old");
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(folder.path()), {}), 1);
}

TEST(FrameStore, MissingFolderIsARuntimeError) {
  const SharedFolder folder{Communicator()};
  EXPECT_THROW(FrameStore(folder.file("absent/sweep.nc"), example_layout(2, 2, 1), Communicator()),
               base::RuntimeError);
}

TEST(FrameStore, ErrorDuringCreationRemovesTheTemporary) {
  const SharedFolder folder{Communicator()};
  FileLayout layout = example_layout(2, 2, 1);
  layout.metrics.push_back(layout.metrics.front());  // HDF5 refuses a second object of that name
  try {
    const FrameStore store(folder.file("sweep.nc"), layout, Communicator());
    FAIL() << "two variables of one name";
  } catch (const base::Hdf5Error& error) {
    EXPECT_NE(std::string(error.what()).find("name already exists"), std::string::npos)
        << error.what();
  }
  EXPECT_TRUE(std::filesystem::is_empty(folder.path()));
}

TEST(FrameStore, BlocksAreReservedFromTheStart) {
  const SharedFolder folder{Communicator()};
  const std::string path = folder.file("sweep.nc");
  const FileLayout layout = example_layout(100, 100, 50);
  FrameStore store(path, layout, Communicator());
  struct stat status = {};
  ASSERT_EQ(::stat(path.c_str(), &status), 0);
  EXPECT_GE(status.st_blocks * 512, status.st_size);
  EXPECT_GE(status.st_size, layout.grid.cells() * 9);
  store.close({});
  EXPECT_EQ(std::filesystem::file_size(path), static_cast<std::uintmax_t>(status.st_size));
}

TEST(FrameStoreDeathTest, OverlappingChunksAreABug) {
  const SharedFolder folder{Communicator()};
  const FileLayout layout = example_layout(4, 4, 1);
  const std::vector<FrameSlab> slabs = {example_slab(layout, {0, 8}), example_slab(layout, {7, 9})};
  if (world().is_null()) {  // forking under MPI is not safe
    EXPECT_DEATH(
        {
          FrameStore store(folder.file("sweep.nc"), layout, Communicator());
          store.commit(slabs, {});
        },
        "begin");
  }
}

}  // namespace
}  // namespace heatreel::store::test
