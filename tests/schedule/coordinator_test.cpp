// SPDX-License-Identifier: GPL-3.0-or-later
#include "heatreel/schedule/coordinator.hpp"

#include <algorithm>
#include <deque>
#include <random>
#include <set>

#include <gtest/gtest.h>

namespace heatreel::schedule {
namespace {

ChunkReport report_of(const grid::ChunkRange& range, std::int64_t failed = 0) {
  base::Digest digest;
  digest.bytes = static_cast<std::uint64_t>(range.size());
  return {range, 1e-3 * static_cast<double>(range.size()), failed, {digest, digest}};
}

const ComputeChunk* chunk_in(const std::optional<Dispatch>& dispatch) {
  return dispatch ? std::get_if<ComputeChunk>(&dispatch->order) : nullptr;
}

const CommitFrames* commit_in(const std::optional<Dispatch>& dispatch) {
  return dispatch ? std::get_if<CommitFrames>(&dispatch->order) : nullptr;
}

TEST(Coordinator, AnswersEachRequestWithOneChunk) {
  Coordinator coordinator({.cells_per_frame = 100, .frames = 10, .ranks = 2}, {});
  EXPECT_FALSE(coordinator.next(0.0).has_value()) << "nobody asked";
  coordinator.request(1);
  const auto dispatch = coordinator.next(0.0);
  ASSERT_NE(chunk_in(dispatch), nullptr);
  EXPECT_EQ(dispatch->rank, 1);
  EXPECT_FALSE(coordinator.next(0.0).has_value());
}

/// The cells of a second chunk, of a sweep without end, when cells take 1 ms.
std::int64_t chunk_on(int ranks) {
  Coordinator coordinator({.cells_per_frame = std::int64_t{1} << 50, .ranks = ranks}, {});
  coordinator.request(0);
  coordinator.report(0, report_of(chunk_in(coordinator.next(0.0))->range));
  coordinator.request(0);
  return chunk_in(coordinator.next(0.0))->range.size();
}

TEST(Coordinator, ChunksGrowWithTheRanksThatAskForThem) {
  // Cells of 1 ms. 100,000 requests keep rank 0 busy for 0.4 s; a chunk takes twice as long.
  EXPECT_EQ(chunk_on(1), 500);
  EXPECT_EQ(chunk_on(10000), 500);
  EXPECT_NEAR(static_cast<double>(chunk_on(100000)), 800.0, 1.0);
}

TEST(Coordinator, RefusesADuplicateReport) {
  Coordinator coordinator({.cells_per_frame = 10, .frames = 2}, {});
  coordinator.request(0);
  const grid::ChunkRange range = chunk_in(coordinator.next(0.0))->range;
  EXPECT_TRUE(coordinator.report(0, report_of(range)));
  EXPECT_FALSE(coordinator.report(0, report_of(range)));
  EXPECT_EQ(coordinator.finished_cells(), range.size());
}

TEST(Coordinator, CommitsAfterTheIntervalThoughACellIsSlow) {
  Coordinator coordinator({.cells_per_frame = 1, .frames = 3, .ranks = 2},
                          {.group_bytes = 1 << 20, .interval_seconds = 1.0});
  coordinator.request(0);
  const auto slow = chunk_in(coordinator.next(0.0))->range;
  coordinator.request(1);
  const auto quick = chunk_in(coordinator.next(0.0))->range;
  coordinator.report(1, report_of(quick));
  EXPECT_FALSE(coordinator.next(0.5).has_value()) << "gathers frames first";
  const auto dispatch = coordinator.next(1.1);
  ASSERT_NE(commit_in(dispatch), nullptr);
  EXPECT_EQ(dispatch->rank, Dispatch::everyone);
  EXPECT_EQ(commit_in(dispatch)->complete[0].frame, 1);
  EXPECT_EQ(coordinator.committed_frames(), 1);
  coordinator.report(0, report_of(slow));
}

TEST(Coordinator, CommitsWhenEnoughHasGathered) {
  Coordinator coordinator(
      {.cells_per_frame = 8, .frames = 100, .bytes_per_cell = 10, .granularity = 8},
      {.group_bytes = 160, .interval_seconds = 1e9});
  int frames = 0;
  for (;;) {
    coordinator.request(0);
    const auto dispatch = coordinator.next(0.0);
    if (const CommitFrames* commit = commit_in(dispatch)) {
      EXPECT_EQ(commit->complete.size(), 2U);
      break;
    }
    coordinator.report(0, report_of(chunk_in(dispatch)->range));
    ASSERT_LT(++frames, 5);
  }
}

TEST(Coordinator, AFullBufferIsWrittenBeforeMoreIsComputed) {
  // One frame of 1000 cells of 10 bytes; a rank may hold 400 bytes: bands of it must be written.
  Coordinator coordinator(
      {.cells_per_frame = 1000, .frames = 1, .bytes_per_cell = 10, .buffer_bytes = 400},
      {.group_bytes = 1 << 30, .interval_seconds = 1e9});
  std::int64_t held = 0;
  int bands = 0;
  coordinator.request(0);
  while (const auto dispatch = coordinator.next(0.0)) {
    if (const ComputeChunk* chunk = chunk_in(dispatch)) {
      coordinator.report(0, report_of(chunk->range));
      held += chunk->range.size() * 10;
      EXPECT_LE(held, 400);
      coordinator.request(0);
    } else if (const CommitFrames* commit = commit_in(dispatch)) {
      bands += static_cast<int>(commit->partial.size());
      held = 0;
    }
  }
  EXPECT_GT(bands, 10);
  EXPECT_EQ(coordinator.committed_frames(), 1);
  EXPECT_TRUE(coordinator.stopped());
}

/// The most bytes that rank 0 holds of one frame of `cells` cells of 10 bytes.
std::int64_t most_held(std::int64_t cells, std::int64_t band_bytes) {
  Coordinator coordinator({.cells_per_frame = cells, .frames = 1, .bytes_per_cell = 10},
                          {.group_bytes = 1, .band_bytes = band_bytes, .interval_seconds = 1e9});
  std::int64_t held = 0;
  std::int64_t most = 0;
  coordinator.request(0);
  while (const auto dispatch = coordinator.next(0.0)) {
    if (const ComputeChunk* chunk = chunk_in(dispatch)) {
      coordinator.report(0, report_of(chunk->range));
      held += chunk->range.size() * 10;
      most = std::max(most, held);
      coordinator.request(0);
    } else if (commit_in(dispatch) != nullptr) {
      held = 0;
    }
  }
  EXPECT_EQ(coordinator.committed_frames(), 1);
  return most;
}

TEST(Coordinator, WhatARankHoldsDoesNotGrowWithTheFrame) {
  // A chunk takes 0.5 s at most: 500 cells of 1 ms.
  for (const std::int64_t cells : {10000, 1000000}) {
    const std::int64_t most = most_held(cells, 20000);
    EXPECT_GT(most, 20000);
    EXPECT_LE(most, 20000 + 500 * 10);
  }
  EXPECT_EQ(most_held(10000, 1 << 20), 100000) << "the band is larger than the frame";
}

TEST(Coordinator, StopsOnceAfterTheLastCommit) {
  Coordinator coordinator({.cells_per_frame = 1, .frames = 1}, {});
  coordinator.request(0);
  const auto range = chunk_in(coordinator.next(0.0))->range;
  coordinator.request(0);
  EXPECT_FALSE(coordinator.next(0.0).has_value()) << "a chunk is still out";
  coordinator.report(0, report_of(range, 1));
  EXPECT_NE(commit_in(coordinator.next(0.0)), nullptr);
  const auto dispatch = coordinator.next(0.0);
  ASSERT_TRUE(dispatch.has_value());
  EXPECT_TRUE(std::holds_alternative<Stop>(dispatch->order));
  EXPECT_EQ(dispatch->rank, Dispatch::everyone);
  EXPECT_TRUE(coordinator.stopped());
  EXPECT_FALSE(coordinator.next(0.0).has_value());
  EXPECT_EQ(coordinator.failed_cells(), 1);
}

bool is_drain(const std::optional<Dispatch>& dispatch) {
  return dispatch && std::holds_alternative<Drain>(dispatch->order) &&
         dispatch->rank == Dispatch::everyone;
}

const Drain* drain_in(const std::optional<Dispatch>& dispatch) {
  return is_drain(dispatch) ? &std::get<Drain>(dispatch->order) : nullptr;
}

bool is_stop(const std::optional<Dispatch>& dispatch) {
  return dispatch && std::holds_alternative<Stop>(dispatch->order);
}

TEST(Coordinator, DrainingCommitsWhatIsFinishedBeforeTheChunksUnderWay) {
  Coordinator coordinator({.cells_per_frame = 4, .frames = 100, .ranks = 2, .granularity = 2}, {});
  for (const int rank : {0, 0, 1, 1}) {
    coordinator.request(rank);
  }
  std::vector<grid::ChunkRange> chunks;  // halves of frames 0 and 1; rank 1 has the second frame
  while (const auto dispatch = coordinator.next(0.0)) {
    chunks.push_back(chunk_in(dispatch)->range);
  }
  ASSERT_EQ(chunks.size(), 4U);
  coordinator.report(0, report_of(chunks[0]));
  coordinator.request(0);
  coordinator.drain(Running::finish);
  EXPECT_TRUE(is_drain(coordinator.next(0.0)));
  const auto first = coordinator.next(0.0);
  ASSERT_NE(commit_in(first), nullptr) << "not a new chunk for the open request";
  EXPECT_EQ(commit_in(first)->partial, std::vector<grid::FrameIndex>{0});
  EXPECT_FALSE(coordinator.next(0.0).has_value()) << "three chunks are out";

  EXPECT_TRUE(coordinator.report(0, report_of(chunks[1])));
  EXPECT_FALSE(coordinator.next(0.1).has_value()) << "gathers a moment";
  const auto second = coordinator.next(0.3);
  ASSERT_NE(commit_in(second), nullptr) << "does not wait for rank 1";
  EXPECT_EQ(commit_in(second)->complete[0].frame, 0);

  EXPECT_TRUE(coordinator.give_back(1, chunks[3]));
  EXPECT_FALSE(coordinator.give_back(1, chunks[3])) << "a duplicate";
  EXPECT_FALSE(coordinator.report(1, report_of(chunks[3]))) << "given back, so not reported";
  EXPECT_FALSE(coordinator.next(9.0).has_value()) << "a chunk is under way";
  EXPECT_TRUE(coordinator.report(1, report_of(chunks[2]))) << "late";
  EXPECT_EQ(commit_in(coordinator.next(9.0))->partial, std::vector<grid::FrameIndex>{1});
  EXPECT_TRUE(is_stop(coordinator.next(9.0)));
  EXPECT_TRUE(coordinator.stopped());
  EXPECT_FALSE(coordinator.next(9.0).has_value());
  EXPECT_EQ(coordinator.committed_frames(), 1);
  EXPECT_EQ(coordinator.finished_cells(), 6);
}

TEST(Coordinator, ChunksUnderWayCanBeGivenUpWhileItDrains) {
  Coordinator coordinator({.cells_per_frame = 4, .frames = 2, .granularity = 2}, {});
  coordinator.request(0);
  const grid::ChunkRange chunk = chunk_in(coordinator.next(0.0))->range;
  coordinator.drain(Running::finish);
  EXPECT_EQ(drain_in(coordinator.next(0.0))->running, Running::finish);
  EXPECT_FALSE(coordinator.next(0.0).has_value()) << "a chunk is under way";
  coordinator.drain(Running::give_up);
  coordinator.drain(Running::finish);  // gives nothing back its time
  EXPECT_EQ(drain_in(coordinator.next(0.0))->running, Running::give_up);
  EXPECT_FALSE(coordinator.next(0.0).has_value()) << "it has not been given back yet";
  EXPECT_TRUE(coordinator.give_back(0, chunk));
  EXPECT_TRUE(is_stop(coordinator.next(0.0)));
}

TEST(Coordinator, DrainingBeforeAnythingWasDoneStops) {
  Coordinator coordinator({.cells_per_frame = 4, .frames = 100}, {});
  coordinator.request(0);
  coordinator.drain(Running::finish);
  EXPECT_TRUE(is_drain(coordinator.next(0.0)));
  EXPECT_TRUE(is_stop(coordinator.next(0.0)));
}

TEST(Coordinator, DrainingAfterTheLastCellStillCommitsAll) {
  Coordinator coordinator({.cells_per_frame = 2, .frames = 1, .granularity = 2}, {});
  coordinator.request(0);
  coordinator.report(0, report_of(chunk_in(coordinator.next(0.0))->range));
  coordinator.drain(Running::finish);
  EXPECT_TRUE(is_drain(coordinator.next(0.0)));
  EXPECT_EQ(commit_in(coordinator.next(0.0))->complete.size(), 1U);
  EXPECT_TRUE(is_stop(coordinator.next(0.0)));
}

TEST(Coordinator, NoResultWaitsLongThoughItsFrameTakesHours) {
  Coordinator coordinator({.cells_per_frame = 100, .frames = 1, .bytes_per_cell = 5},
                          {.longest_wait_seconds = 30.0});
  const auto compute = [&](double now) {
    coordinator.request(0);
    const auto dispatch = coordinator.next(now);
    ASSERT_NE(chunk_in(dispatch), nullptr);
    coordinator.report(0, report_of(chunk_in(dispatch)->range));
  };
  EXPECT_FALSE(coordinator.next(1000.0).has_value()) << "nothing to write";
  compute(1000.0);
  EXPECT_FALSE(coordinator.next(1010.0).has_value());
  compute(1029.0);
  EXPECT_FALSE(coordinator.next(1029.9).has_value());
  const auto dispatch = coordinator.next(1030.1);
  ASSERT_NE(commit_in(dispatch), nullptr);
  EXPECT_EQ(dispatch->rank, Dispatch::everyone);
  EXPECT_TRUE(commit_in(dispatch)->complete.empty());
  EXPECT_EQ(commit_in(dispatch)->partial, std::vector<grid::FrameIndex>{0});
  ASSERT_EQ(commit_in(dispatch)->stored.size(), 1U);
  EXPECT_EQ(commit_in(dispatch)->stored[0].range.begin, 0);
  EXPECT_EQ(commit_in(dispatch)->stored[0].range.end, coordinator.finished_cells());
  EXPECT_FALSE(coordinator.next(2000.0).has_value()) << "all is written";
}

TEST(Coordinator, ContinuesWhereAnEarlierRunStopped) {
  const grid::StoredCells stored{.frames = {true, false, true},
                                 .runs = {{{12, 17}, report_of({12, 17}).digests}}};
  Coordinator coordinator({.cells_per_frame = 10, .frames = 3, .granularity = 10}, {}, stored);
  EXPECT_EQ(coordinator.finished_cells(), 25);
  EXPECT_EQ(coordinator.committed_frames(), 2);
  std::vector<grid::ChunkRange> computed;
  for (int i = 0; i < 2; ++i) {
    coordinator.request(0);
    const auto dispatch = coordinator.next(0.0);
    ASSERT_NE(chunk_in(dispatch), nullptr);
    computed.push_back(chunk_in(dispatch)->range);
    coordinator.report(0, report_of(computed.back()));
  }
  EXPECT_EQ(computed, (std::vector<grid::ChunkRange>{{10, 12}, {17, 20}}));
  const auto dispatch = coordinator.next(0.0);
  ASSERT_NE(commit_in(dispatch), nullptr);
  EXPECT_EQ(commit_in(dispatch)->complete[0].frame, 1);
  EXPECT_EQ(commit_in(dispatch)->complete[0].digests, report_of({10, 20}).digests);
  EXPECT_TRUE(std::holds_alternative<Stop>(coordinator.next(0.0)->order));
  EXPECT_EQ(coordinator.finished_cells(), 30);
  EXPECT_EQ(coordinator.committed_frames(), 3);
}

TEST(Coordinator, StopsAtOnceWhereNothingIsLeft) {
  Coordinator coordinator({.cells_per_frame = 10, .frames = 2}, {}, {{true, true}, {}});
  const auto dispatch = coordinator.next(0.0);
  ASSERT_TRUE(dispatch.has_value());
  EXPECT_TRUE(std::holds_alternative<Stop>(dispatch->order));
}

/// Ranks that answer late, in any order and sometimes twice.
TEST(Coordinator, EveryFrameIsCommittedOnceWhateverTheOrderOfReports) {
  std::mt19937 random(11);
  for (int round = 0; round < 50; ++round) {
    const int ranks = 1 + static_cast<int>(random() % 7);
    const std::int64_t frames = 1 + static_cast<std::int64_t>(random() % 20);
    Coordinator coordinator({.cells_per_frame = 1 + static_cast<std::int64_t>(random() % 200),
                             .frames = frames,
                             .ranks = ranks,
                             .threads = 2,
                             .bytes_per_cell = 9,
                             .granularity = 8,
                             .buffer_bytes = 2000},
                            {.group_bytes = 1000, .interval_seconds = 3.0});
    for (int rank = 0; rank < ranks; ++rank) {
      for (int slot = 0; slot < 3; ++slot) {
        coordinator.request(rank);
      }
    }
    std::deque<std::pair<int, grid::ChunkRange>> under_way;
    std::set<grid::FrameIndex> committed;
    for (double now = 0.0; !coordinator.stopped(); now += 0.1) {
      ASSERT_LT(now, 1e4) << "no progress";
      while (const auto dispatch = coordinator.next(now)) {
        if (const ComputeChunk* chunk = chunk_in(dispatch)) {
          under_way.emplace_back(dispatch->rank, chunk->range);
        } else if (const CommitFrames* commit = commit_in(dispatch)) {
          for (const grid::FrameRecord& record : commit->complete) {
            EXPECT_TRUE(committed.insert(record.frame).second) << "committed twice";
          }
        }
      }
      if (!under_way.empty()) {
        const std::size_t pick = random() % under_way.size();
        const auto [rank, range] = under_way[pick];
        under_way.erase(under_way.begin() + static_cast<std::ptrdiff_t>(pick));
        EXPECT_TRUE(coordinator.report(rank, report_of(range)));
        if (random() % 4 == 0) {
          EXPECT_FALSE(coordinator.report(rank, report_of(range)));
        }
        coordinator.request(rank);
      }
    }
    EXPECT_EQ(committed.size(), static_cast<std::size_t>(frames));
    EXPECT_TRUE(under_way.empty());
  }
}

}  // namespace
}  // namespace heatreel::schedule
