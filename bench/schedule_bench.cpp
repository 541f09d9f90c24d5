// SPDX-License-Identifier: GPL-3.0-or-later
// How many requests a second rank 0 answers when cells cost nothing: the coordinator alone, in one
// process, with the reports of a file of two metrics. The figure to reach is 1,000,000, and it must
// not fall with the number of ranks by more than the caches explain.
#include <vector>

#include <benchmark/benchmark.h>

#include "heatreel/schedule/coordinator.hpp"

namespace {

using namespace heatreel::schedule;

/// Ranks that each hold a chunk, and report it when it is their turn. Their order is a fixed one
/// that jumps about, so that a frame's pieces come in from anywhere.
class Ranks {
 public:
  Ranks(Coordinator& coordinator, int count) : coordinator_(coordinator) {
    held_.resize(static_cast<std::size_t>(count));
    report_.digests.resize(3);
    // A cost that keeps chunks at one block of lanes: the most requests a sweep can make.
    report_.seconds = 1.0;
    for (int rank = 0; rank < count; ++rank) {
      coordinator_.request(rank);
      give_order();
    }
  }

  /// One rank reports its chunk and asks for another, which it gets.
  void take_turn() {
    constexpr std::size_t stride = 7919;  // a prime that divides no number of ranks used here
    turn_ = (turn_ + stride) % held_.size();
    report_.range = held_[turn_];
    for (std::size_t i = 0; i < report_.digests.size(); ++i) {
      report_.digests[i].crc += 1;
      report_.digests[i].bytes =
          static_cast<std::uint64_t>(report_.range.size()) * (i == 0 ? 1 : 4);
    }
    coordinator_.report(static_cast<int>(turn_), report_);
    coordinator_.request(static_cast<int>(turn_));
    give_order();
  }

  int commits() const { return commits_; }

 private:
  void give_order() {
    for (bool answered = false; !answered;) {
      const auto dispatch = coordinator_.next(now_);
      now_ += 1e-6;
      answered = dispatch->rank != Dispatch::everyone;
      if (answered) {
        held_[static_cast<std::size_t>(dispatch->rank)] =
            std::get<ComputeChunk>(dispatch->order).range;
      } else {
        ++commits_;
      }
    }
  }

  Coordinator& coordinator_;
  std::vector<heatreel::grid::ChunkRange> held_;  ///< by rank
  ChunkReport report_;
  std::size_t turn_ = 0;
  double now_ = 0.0;
  int commits_ = 0;
};

void answer_requests(benchmark::State& state) {
  const auto count = static_cast<int>(state.range(1));
  Coordinator coordinator({.cells_per_frame = state.range(0),
                           .frames = std::int64_t{1} << 40,
                           .ranks = count,
                           .bytes_per_cell = 9,
                           .granularity = 64},
                          {});
  Ranks ranks(coordinator, count);
  for (auto _ : state) {
    ranks.take_turn();
  }
  state.SetItemsProcessed(state.iterations());
  state.counters["commits"] = ranks.commits();
}

}  // namespace

BENCHMARK(answer_requests)
    ->ArgNames({"cells", "ranks"})
    ->ArgsProduct({{64, 2500, 1 << 20}, {100, 10000, 100000}});
BENCHMARK_MAIN();
