// SPDX-License-Identifier: GPL-3.0-or-later
// How many requests a second rank 0 answers when cells cost nothing: the coordinator alone, in one
// process, with the reports of a file of two metrics. The figure to reach is 1,000,000.
#include <benchmark/benchmark.h>

#include "heatreel/schedule/coordinator.hpp"

namespace {

using namespace heatreel::schedule;

void answer_requests(benchmark::State& state) {
  constexpr int ranks = 1000;
  const JobShape shape{.cells_per_frame = state.range(0),
                       .frames = std::int64_t{1} << 40,
                       .ranks = ranks,
                       .bytes_per_cell = 9,
                       .granularity = 64};
  Coordinator coordinator(shape, {});
  for (int rank = 0; rank < ranks; ++rank) {
    coordinator.request(rank);
  }
  ChunkReport report;
  report.digests.resize(3);
  double now = 0.0;
  std::int64_t commits = 0;
  for (auto _ : state) {
    const auto dispatch = coordinator.next(now);
    now += 1e-6;
    if (dispatch->rank == Dispatch::everyone) {
      ++commits;
      continue;
    }
    report.range = std::get<ComputeChunk>(dispatch->order).range;
    // A cost that keeps chunks at one block of lanes: the most requests a sweep can make.
    report.seconds = 1.0;
    for (std::size_t i = 0; i < 3; ++i) {
      report.digests[i].crc += 1;
      report.digests[i].bytes = static_cast<std::uint64_t>(report.range.size()) * (i == 0 ? 1 : 4);
    }
    coordinator.report(dispatch->rank, report);
    coordinator.request(dispatch->rank);
  }
  state.SetItemsProcessed(state.iterations() - commits);
}

}  // namespace

BENCHMARK(answer_requests)->Arg(64)->Arg(2500)->Arg(1 << 20);
BENCHMARK_MAIN();
