// SPDX-License-Identifier: GPL-3.0-or-later
#include "../../src/store/commit_rounds.hpp"

#include "store/example_sweep.hpp"

#include <fstream>
#include <string>

#include <gtest/gtest.h>

#include "heatreel/base/error.hpp"

namespace heatreel::store::test {
namespace {

/// A result file that is open on all ranks, and slabs of its cells: rank r has those from 40·r on.
class CommitRoundsTest : public testing::Test {
 protected:
  void SetUp() override {
    FrameStore(path_, layout_, world()).close({});
    world().barrier();
    file_.emplace(path_, world());
    variables_.push_back({"status", H5T_NATIVE_INT8, 1, file_->dataset("status"), {}, {}});
    for (const char* name : {"P_amplitude", "P_period"}) {
      variables_.push_back({name, H5T_NATIVE_FLOAT, 4, file_->dataset(name), {}, {}});
    }
    const std::int64_t begin = 40 * world().rank();
    slabs_.push_back(example_slab(layout_, {begin, begin + 20}));
    slabs_.push_back(example_slab(layout_, {begin + 20, begin + 39}));
  }

  void TearDown() override {
    variables_.clear();
    file_->close();
  }

  /// Writes to the file, and has each rank see what the others wrote.
  void write(CommitRounds& rounds, const Round& round) {
    EXPECT_EQ(rounds.write(round, variables_), !world().is_null());
    file_->sync();
    world().barrier();
  }

  /// Turns the bits of a byte of the last metric that a cell has in the file.
  void damage(grid::CellIndex cell) {
    const auto place =
        static_cast<std::streamoff>(H5Dget_offset(variables_.back().data.get())) + 4 * cell + 1;
    if (world().rank() == 0) {
      std::fstream file(path_, std::ios::in | std::ios::out | std::ios::binary);
      file.seekg(place);
      const int byte = file.get();
      file.seekp(place);
      file.put(static_cast<char>(~byte));
    }
    world().barrier();
  }

  /// The last variable is compared last, so that no rank waits for one that has refused.
  void expect_refusal_on(int rank, CommitRounds& rounds, const Round& round) {
    if (world().rank() == rank) {
      EXPECT_THROW(rounds.verify(round, variables_), base::Hdf5Error);
    } else {
      rounds.verify(round, variables_);
    }
    world().barrier();
  }

  /// A round of two slabs, which are gathered, and one of a part of a slab, which is not.
  std::vector<Round> shapes() const {
    return {{{slabs_.data(), 0, 20}, {&slabs_[1], 0, 19}}, {{slabs_.data(), 3, 15}}};
  }

  FileLayout layout_ = example_layout(9, 9, 3);
  SharedFolder folder_{world()};
  std::string path_ = folder_.file("sweep.nc");
  std::optional<RunFile> file_;
  std::vector<Variable> variables_;
  std::vector<FrameSlab> slabs_;
};

TEST_F(CommitRoundsTest, GiveBackWhatTheSlabsHold) {
  for (const Round& round : shapes()) {
    CommitRounds rounds(*file_, layout_.grid);
    write(rounds, round);
    EXPECT_NO_THROW(rounds.verify(round, variables_));
  }
}

TEST_F(CommitRoundsTest, AChangedByteIsRefusedByTheRankThatWroteIt) {
  const int last = world().size() - 1;
  for (const Round& round : shapes()) {
    for (const grid::CellIndex cell : {3, 17}) {
      CommitRounds rounds(*file_, layout_.grid);
      write(rounds, round);
      damage(40 * last + cell);
      expect_refusal_on(last, rounds, round);
    }
  }
}

TEST_F(CommitRoundsTest, CellsOfOthersMayChange) {
  for (const Round& round : shapes()) {
    CommitRounds rounds(*file_, layout_.grid);
    write(rounds, round);
    damage(40 * world().size() - 1);  // between the last rank's cells and those of nobody
    EXPECT_NO_THROW(rounds.verify(round, variables_));
    world().barrier();
  }
}

}  // namespace
}  // namespace heatreel::store::test
