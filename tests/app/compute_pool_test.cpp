// SPDX-License-Identifier: GPL-3.0-or-later
#include "heatreel/app/compute_pool.hpp"

#include <atomic>
#include <chrono>
#include <memory>
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace heatreel::app {
namespace {

using namespace std::chrono_literals;
using grid::ChunkRange;

/// Solves the cell 0 as soon as `open` is true, and all others at once. Cell 1 comes back when it
/// is told to stop, and never otherwise.
class GateSolver final : public solve::Solver {
 public:
  GateSolver(const std::atomic<bool>& open, const std::stop_token& stop)
      : open_(open), stop_(stop) {}

  solve::ChunkResult solve(const ChunkRange& range) override {
    while ((range.begin == 0 && !open_) || range.begin == 1) {
      if (range.begin == 1 && stop_.stop_requested()) {
        throw solve::Cancelled();
      }
      std::this_thread::sleep_for(1ms);
    }
    const auto size = static_cast<std::size_t>(range.size());
    return {range,
            {std::vector<double>(size, 1.0)},
            std::vector<grid::CellStatus>(size, grid::CellStatus::ok)};
  }

 private:
  const std::atomic<bool>& open_;
  std::stop_token stop_;
};

std::atomic<bool> gate_is_open = false;

std::unique_ptr<solve::Solver> make_gate(const std::stop_token& stop) {
  return std::make_unique<GateSolver>(gate_is_open, stop);
}

FinishedChunk wait_for_chunk(ComputePool& pool) {
  for (;;) {
    if (auto chunk = pool.take()) {
      return *std::move(chunk);
    }
    pool.wait(1ms);
  }
}

TEST(ComputePool, TellsOnceOfEachChunkThatItWasFinishedOrDropped) {
  gate_is_open = false;
  ComputePool pool(2, make_gate, {});
  pool.submit({2, 5});
  EXPECT_EQ(wait_for_chunk(pool).report.range, (ChunkRange{2, 5}));
  pool.submit({0, 1});
  pool.submit({1, 2});
  pool.submit({5, 9});
  std::this_thread::sleep_for(50ms);
  std::vector<ChunkRange> dropped = pool.drop_waiting();
  for (const ChunkRange& range : pool.drop_running()) {
    dropped.push_back(range);
  }
  EXPECT_THAT(dropped,
              testing::UnorderedElementsAre(ChunkRange{0, 1}, ChunkRange{1, 2}, ChunkRange{5, 9}));
  gate_is_open = true;
  std::this_thread::sleep_for(50ms);
  EXPECT_FALSE(pool.take().has_value()) << "dropped, though it came to an end";
  EXPECT_TRUE(pool.drop_running().empty());
}

TEST(ComputePool, EndsAThreadThatComputes) {
  ComputePool pool(1, make_gate, {});
  pool.submit({1, 2});
  std::this_thread::sleep_for(50ms);
}

TEST(ComputePool, EndsAThreadThatMakesItsSolver) {
  const auto make = [](const std::stop_token& stop) -> std::unique_ptr<solve::Solver> {
    while (true) {
      base::throw_if_stopped(stop);
    }
  };
  ComputePool pool(1, make, {});
  std::this_thread::sleep_for(50ms);
}

}  // namespace
}  // namespace heatreel::app
