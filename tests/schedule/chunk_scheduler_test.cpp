// SPDX-License-Identifier: GPL-3.0-or-later
#include "heatreel/schedule/chunk_scheduler.hpp"

#include <algorithm>
#include <random>
#include <vector>

#include <gtest/gtest.h>

namespace heatreel::schedule {
namespace {

/// Hands out everything to one rank, each chunk finished at once at `seconds_per_cell`.
std::vector<grid::ChunkRange> run_out(ChunkScheduler& scheduler, double seconds_per_cell) {
  std::vector<grid::ChunkRange> chunks;
  while (const auto range = scheduler.next(0)) {
    chunks.push_back(*range);
    EXPECT_TRUE(scheduler.finish(0, *range, seconds_per_cell * static_cast<double>(range->size())));
  }
  return chunks;
}

TEST(ChunkScheduler, CoversEveryCellOnceAndInOrder) {
  ChunkScheduler scheduler(7 * 13, 29, 3, {.granularity = 8});
  std::int64_t expected = 0;
  for (const auto& range : run_out(scheduler, 1e-4)) {
    EXPECT_EQ(range.begin, expected);
    EXPECT_GT(range.size(), 0);
    expected = range.end;
  }
  EXPECT_EQ(expected, 7 * 13 * 29);
  EXPECT_TRUE(scheduler.exhausted());
  EXPECT_EQ(scheduler.outstanding(), 0U);
}

TEST(ChunkScheduler, AChunkNeverCrossesAFrame) {
  ChunkScheduler scheduler(100, 50, 2, {.granularity = 64});
  for (const auto& range : run_out(scheduler, 1e-6)) {
    EXPECT_EQ(range.begin / 100, (range.end - 1) / 100);
  }
}

TEST(ChunkScheduler, SizesFallTowardsTheEnd) {
  ChunkScheduler scheduler(1'000'000, 1, 4, {.granularity = 64});
  const auto chunks = run_out(scheduler, 1e-6);
  ASSERT_GT(chunks.size(), 10U);
  for (std::size_t i = 2; i < chunks.size(); ++i) {
    EXPECT_LE(chunks[i].size(), chunks[i - 1].size());
  }
  // 2 ms of cells at a microsecond each, rounded up to lanes of 64.
  EXPECT_LE(chunks.back().size(), 2048);
  EXPECT_GT(chunks[1].size(), 50'000);
}

TEST(ChunkScheduler, MeasuredCostBoundsAChunksDuration) {
  ChunkScheduler cheap(std::int64_t{1} << 40, 1, 1, {.granularity = 1});
  ChunkScheduler dear(std::int64_t{1} << 40, 1, 1, {.granularity = 1});
  cheap.finish(0, *cheap.next(0), 1e-5);
  dear.finish(0, *dear.next(0), 1e-1);
  EXPECT_NEAR(static_cast<double>(cheap.next(0)->size()), 50'000, 1);
  EXPECT_EQ(dear.next(0)->size(), 5);
}

TEST(ChunkScheduler, TheCostIsThatOfARoundOfReports) {
  // 100 workers, of which every tenth reports cells that cost 10 times as much.
  ChunkScheduler scheduler(std::int64_t{1} << 40, 1, 100, {.granularity = 1});
  std::vector<grid::ChunkRange> chunks;
  for (int i = 0; i < 1000; ++i) {
    chunks.push_back(*scheduler.next(0));
  }
  for (std::size_t i = 0; i < chunks.size(); ++i) {
    scheduler.finish(0, chunks[i], i % 10 == 9 ? 1e-2 : 1e-3);
    if (i >= 500) {
      EXPECT_NEAR(static_cast<double>(scheduler.guided_size()), 0.5 / 1.9e-3, 0.1 * 0.5 / 1.9e-3);
    }
  }
}

TEST(ChunkScheduler, FirstChunksAreSmallUntilTheCostIsKnown) {
  ChunkScheduler scheduler(std::int64_t{1} << 30, 1, 2, {.granularity = 64});
  EXPECT_EQ(scheduler.next(0)->size(), 64);
  EXPECT_EQ(scheduler.next(1)->size(), 64);
}

TEST(ChunkScheduler, ACellDearerThanTheLimitIsHandedOutAlone) {
  ChunkScheduler scheduler(1000, 1, 1, {.granularity = 1});
  scheduler.finish(0, *scheduler.next(0), 60.0);
  EXPECT_EQ(scheduler.next(0)->size(), 1);
}

TEST(ChunkScheduler, SizesAreWholeBlocksOfLanes) {
  ChunkScheduler scheduler(std::int64_t{1} << 20, 1, 3, {.granularity = 64});
  for (const auto& range : run_out(scheduler, 3.3e-6)) {
    EXPECT_EQ(range.size() % 64, 0);
  }
}

TEST(ChunkScheduler, RespectsWhatARankCanHold) {
  ChunkScheduler scheduler(std::int64_t{1} << 40, 1, 1, {.granularity = 64, .most_cells = 100});
  scheduler.finish(0, *scheduler.next(0), 1e-9);
  EXPECT_EQ(scheduler.next(0)->size(), 100);
}

TEST(ChunkScheduler, RefusesDuplicatesStrangersAndOtherRanks) {
  ChunkScheduler scheduler(1000, 10, 2, {.granularity = 10});
  const auto range = *scheduler.next(1);
  EXPECT_FALSE(scheduler.finish(0, range, 1.0)) << "held by rank 1";
  EXPECT_FALSE(scheduler.finish(1, {range.begin, range.end - 1}, 1.0)) << "another end";
  EXPECT_FALSE(scheduler.finish(1, {500, 510}, 1.0)) << "never handed out";
  EXPECT_EQ(scheduler.outstanding(), 1U);
  EXPECT_TRUE(scheduler.finish(1, range, 1.0));
  EXPECT_FALSE(scheduler.finish(1, range, 1.0)) << "a duplicate";
}

TEST(ChunkScheduler, AnUnfinishedChunkStaysOutstanding) {
  ChunkScheduler scheduler(4, 1, 1, {.granularity = 4});
  const auto range = *scheduler.next(0);
  EXPECT_FALSE(scheduler.next(0).has_value());
  EXPECT_EQ(scheduler.outstanding(), 1U);
  scheduler.finish(0, range, 0.1);
  EXPECT_EQ(scheduler.outstanding(), 0U);
}

TEST(ChunkScheduler, CellsThatCostNothingDoNotOverflow) {
  ChunkScheduler scheduler(std::int64_t{1} << 50, 1, 1, {.granularity = 1});
  scheduler.finish(0, *scheduler.next(0), 0.0);
  EXPECT_EQ(scheduler.next(0)->size(), std::int64_t{1} << 20);
}

TEST(ChunkScheduler, HandsOutExactlyWhatIsNotStored) {
  std::mt19937 random(3);
  for (int round = 0; round < 200; ++round) {
    const auto cells = 1 + static_cast<std::int64_t>(random() % 60);
    const auto frames = 1 + static_cast<std::int64_t>(random() % 12);
    std::vector<bool> wanted(static_cast<std::size_t>(cells * frames), true);
    grid::StoredCells stored;
    for (grid::FrameIndex frame = 0; frame < frames; ++frame) {
      stored.frames.push_back(random() % 3 == 0);
      std::int64_t begin = frame * cells;
      while (!stored.frames.back() && random() % 3 != 0) {
        begin += static_cast<std::int64_t>(random()) % cells;
        const std::int64_t end = begin + 1 + static_cast<std::int64_t>(random()) % cells;
        if (end > (frame + 1) * cells) {
          break;
        }
        stored.runs.push_back({{begin, end}, {}});
        begin = end;
      }
    }
    for (const auto& run : stored.runs) {
      std::fill(wanted.begin() + run.range.begin, wanted.begin() + run.range.end, false);
    }
    for (std::int64_t cell = 0; cell < cells * frames; ++cell) {
      if (stored.frames[static_cast<std::size_t>(cell / cells)]) {
        wanted[static_cast<std::size_t>(cell)] = false;
      }
    }
    ChunkScheduler scheduler(cells, frames, 2, {.granularity = 8}, stored);
    EXPECT_EQ(scheduler.remaining(), std::count(wanted.begin(), wanted.end(), true));
    for (const auto& range : run_out(scheduler, 1e-4)) {
      for (std::int64_t cell = range.begin; cell < range.end; ++cell) {
        ASSERT_TRUE(wanted[static_cast<std::size_t>(cell)]) << "stored, or handed out twice";
        wanted[static_cast<std::size_t>(cell)] = false;
      }
      EXPECT_EQ(range.begin / cells, (range.end - 1) / cells);
    }
    EXPECT_EQ(std::count(wanted.begin(), wanted.end(), true), 0);
    EXPECT_EQ(scheduler.remaining(), 0);
  }
}

TEST(ChunkScheduler, NothingIsLeftOfAFinishedSweep) {
  ChunkScheduler scheduler(10, 3, 1, {}, {.frames = {true, true, true}, .runs = {}});
  EXPECT_TRUE(scheduler.exhausted());
  EXPECT_FALSE(scheduler.next(0).has_value());
}

}  // namespace
}  // namespace heatreel::schedule
