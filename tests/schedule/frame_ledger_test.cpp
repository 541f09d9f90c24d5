// SPDX-License-Identifier: GPL-3.0-or-later
#include "heatreel/schedule/frame_ledger.hpp"

#include <algorithm>
#include <numeric>
#include <random>

#include <gtest/gtest.h>

namespace heatreel::schedule {
namespace {

/// A report whose digests are those of real values: cell c holds float(c).
ChunkReport report_of(std::int64_t begin, std::int64_t end) {
  std::vector<float> values(static_cast<std::size_t>(end - begin));
  std::iota(values.begin(), values.end(), static_cast<float>(begin));
  const std::vector<std::int8_t> status(values.size(), 1);
  return {{begin, end},
          0.1,
          0,
          {base::digest_of(std::span<const std::int8_t>(status)),
           base::digest_of(std::span<const float>(values))}};
}

TEST(FrameLedger, AFrameIsCompleteWithItsLastCell) {
  FrameLedger ledger(10, 2, 5);
  ledger.enter(0, report_of(0, 4));
  ledger.enter(1, report_of(6, 10));
  EXPECT_FALSE(ledger.has_complete());
  ledger.enter(0, report_of(4, 6));
  EXPECT_TRUE(ledger.has_complete());
  const CommitFrames order = ledger.take_complete();
  ASSERT_EQ(order.complete.size(), 1U);
  EXPECT_EQ(order.complete[0].frame, 0);
  EXPECT_TRUE(order.partial.empty());
  EXPECT_TRUE(ledger.empty());
}

TEST(FrameLedger, ALostReportKeepsItsFrameOpen) {
  FrameLedger ledger(10, 1, 5);
  ledger.enter(0, report_of(0, 9));  // cell 9 never comes
  ledger.enter(0, report_of(10, 20));
  const CommitFrames order = ledger.take_complete();
  ASSERT_EQ(order.complete.size(), 1U);
  EXPECT_EQ(order.complete[0].frame, 1);
  EXPECT_FALSE(ledger.empty());
}

TEST(FrameLedger, DigestsAreThoseOfTheWholeFrameInAnyOrderOfReports) {
  constexpr std::int64_t cells = 1000;
  const ChunkReport whole = report_of(cells, 2 * cells);
  std::mt19937 random(7);
  for (int round = 0; round < 20; ++round) {
    std::vector<std::int64_t> cuts = {cells, 2 * cells};
    for (int cut = 0; cut < 12; ++cut) {
      cuts.push_back(std::uniform_int_distribution<std::int64_t>(cells, 2 * cells)(random));
    }
    std::sort(cuts.begin(), cuts.end());
    std::vector<ChunkReport> reports;
    for (std::size_t i = 0; i + 1 < cuts.size(); ++i) {
      if (cuts[i] < cuts[i + 1]) {
        reports.push_back(report_of(cuts[i], cuts[i + 1]));
      }
    }
    std::shuffle(reports.begin(), reports.end(), random);
    FrameLedger ledger(cells, 3, 5);
    for (const ChunkReport& report : reports) {
      ledger.enter(static_cast<int>(random() % 3), report);
    }
    const CommitFrames order = ledger.take_complete();
    ASSERT_EQ(order.complete.size(), 1U);
    EXPECT_EQ(order.complete[0].digests, whole.digests);
  }
}

TEST(FrameLedger, ASlowCellDelaysNoOtherFrame) {
  FrameLedger ledger(4, 2, 5);
  ledger.enter(0, report_of(0, 3));  // cell 3 of frame 0 is slow
  for (std::int64_t frame = 1; frame < 5; ++frame) {
    ledger.enter(1, report_of(4 * frame, 4 * frame + 4));
  }
  EXPECT_EQ(ledger.take_complete().complete.size(), 4U);
  ledger.enter(0, report_of(3, 4));
  EXPECT_EQ(ledger.take_complete().complete[0].frame, 0);
}

TEST(FrameLedger, CompleteFramesComeOldestFirst) {
  FrameLedger ledger(1, 1, 5);
  for (const std::int64_t cell : {4, 1, 3, 0, 2}) {
    ledger.enter(0, report_of(cell, cell + 1));
  }
  const CommitFrames order = ledger.take_complete();
  ASSERT_EQ(order.complete.size(), 5U);
  for (std::size_t i = 0; i < 5; ++i) {
    EXPECT_EQ(order.complete[i].frame, static_cast<std::int64_t>(i));
  }
}

TEST(FrameLedger, CountsWhatEachRankHolds) {
  FrameLedger ledger(10, 2, 7);
  ledger.enter(0, report_of(0, 4));
  ledger.enter(1, report_of(4, 10));
  ledger.enter(1, report_of(10, 12));
  EXPECT_EQ(ledger.held_bytes(0), 4 * 7);
  EXPECT_EQ(ledger.held_bytes(1), 8 * 7);
  EXPECT_EQ(ledger.complete_bytes(), 10 * 7);
  ledger.take_complete();
  EXPECT_EQ(ledger.held_bytes(0), 0);
  EXPECT_EQ(ledger.held_bytes(1), 2 * 7) << "frame 1 is still under way";
}

TEST(FrameLedger, TakingEverythingEmptiesTheRanksAndKeepsTheAccount) {
  FrameLedger ledger(10, 2, 7);
  ledger.enter(0, report_of(0, 4));
  ledger.enter(1, report_of(10, 20));
  const CommitFrames first = ledger.take_everything();
  EXPECT_EQ(first.partial, std::vector<grid::FrameIndex>{0});
  ASSERT_EQ(first.complete.size(), 1U);
  EXPECT_EQ(first.complete[0].frame, 1);
  EXPECT_EQ(ledger.held_bytes(0) + ledger.held_bytes(1), 0);
  EXPECT_TRUE(ledger.take_everything().partial.empty()) << "nothing new is held";
  ledger.enter(1, report_of(4, 10));
  EXPECT_EQ(ledger.held_bytes(1), 6 * 7);
  const CommitFrames last = ledger.take_complete();
  ASSERT_EQ(last.complete.size(), 1U);
  EXPECT_EQ(last.complete[0].digests, report_of(0, 10).digests);
}

TEST(FrameLedgerDeathTest, ACellEnteredTwiceIsABug) {
  FrameLedger ledger(10, 1, 7);
  ledger.enter(0, report_of(0, 4));
  EXPECT_DEATH(ledger.enter(0, report_of(3, 5)), "internal error");
  EXPECT_DEATH(ledger.enter(0, report_of(0, 2)), "internal error");
}

TEST(FrameLedger, SaysWhatOfIncompleteFramesIsStored) {
  FrameLedger ledger(10, 2, 7);
  ledger.enter(0, report_of(0, 10));
  ledger.enter(0, report_of(10, 12));
  ledger.enter(1, report_of(12, 15));
  ledger.enter(1, report_of(17, 18));
  EXPECT_TRUE(ledger.take_complete().stored.empty()) << "no band is written";
  const CommitFrames order = ledger.take_everything();
  ASSERT_EQ(order.stored.size(), 2U);
  EXPECT_EQ(order.stored[0].range, (grid::ChunkRange{10, 15}));
  EXPECT_EQ(order.stored[0].digests, report_of(10, 15).digests);
  EXPECT_EQ(order.stored[1].range, (grid::ChunkRange{17, 18}));
  ledger.enter(1, report_of(25, 28));
  ledger.enter(0, report_of(15, 17));
  const CommitFrames later = ledger.take_everything();
  ASSERT_EQ(later.stored.size(), 2U) << "what was written earlier is still stored";
  EXPECT_EQ(later.stored[0].range, (grid::ChunkRange{10, 18}));
  EXPECT_EQ(later.stored[0].digests, report_of(10, 18).digests);
}

TEST(FrameLedger, CellsStoredByAnEarlierRunCount) {
  FrameLedger ledger(10, 1, 7,
                     {{{2, 5}, report_of(2, 5).digests}, {{9, 10}, report_of(9, 10).digests}});
  EXPECT_EQ(ledger.held_bytes(), 0) << "they are written, not held";
  ledger.enter(0, report_of(0, 2));
  EXPECT_EQ(ledger.held_bytes(), 2 * 7);
  EXPECT_EQ(ledger.held_bytes(0), 2 * 7);
  EXPECT_FALSE(ledger.has_complete());
  ledger.enter(0, report_of(5, 9));
  const CommitFrames order = ledger.take_complete();
  ASSERT_EQ(order.complete.size(), 1U);
  EXPECT_EQ(order.complete[0].digests, report_of(0, 10).digests);
  EXPECT_EQ(ledger.held_bytes(), 0);
}

TEST(FrameLedger, AFrameWhoseCellsAreAllStoredOnlyWantsItsFlag) {
  FrameLedger ledger(10, 1, 7, {{{0, 10}, report_of(0, 10).digests}});
  EXPECT_TRUE(ledger.has_complete());
  EXPECT_EQ(ledger.take_complete().complete[0].digests, report_of(0, 10).digests);
}

}  // namespace
}  // namespace heatreel::schedule
