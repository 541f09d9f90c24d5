// SPDX-License-Identifier: GPL-3.0-or-later
// Seconds of a sweep; bench/figures.py compares them.
//
//   sweep_bench equal  OUT.nc    the predator-prey model, where all cells cost the same
//   sweep_bench spread OUT.nc    cells that spin; their cost varies by 100x across each frame
//   sweep_bench cheap  OUT.nc    1024 x 1024 x 200 cells that cost nothing, from making the file to
//                                closing it; the seconds of its commits behind
//   sweep_bench bare   OUT.nc    as many numbers written collectively and synced once, no more
//   sweep_bench small  OUT.nc    1024 x 1024 x 32 cells that cost nothing: processor seconds of all
//                                ranks, seconds of the commits, MiB of the largest rank
//   sweep_bench large  OUT.nc    as many cells in two frames of 4096 x 4096
//
// The first two print the seconds of the compute stage alone, for parallel efficiency: with and
// without mpirun.
#include "sweep_peer.hpp"

#include <cmath>
#include <ctime>
#include <map>
#include <memory>
#include <numeric>
#include <optional>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "heatreel/app/crew.hpp"
#include "heatreel/app/sweep.hpp"
#include "heatreel/base/clock.hpp"
#include "heatreel/comm/mpi_session.hpp"

namespace {

using namespace heatreel;

/// Burns processor time: 20 µs at one corner of a frame, 2 ms at the other.
class SpinningSolver final : public solve::Solver {
 public:
  explicit SpinningSolver(const grid::ParameterGrid& grid) : grid_(grid) {}

  solve::ChunkResult solve(const grid::ChunkRange& range) override {
    const auto size = static_cast<std::size_t>(range.size());
    solve::ChunkResult result{range,
                              {std::vector<double>(size, 1.0)},
                              std::vector<grid::CellStatus>(size, grid::CellStatus::ok)};
    for (grid::CellIndex cell = range.begin; cell < range.end; ++cell) {
      const auto at = grid_.position(cell);
      const double fraction = static_cast<double>(at.i + at.j) /
                              static_cast<double>(grid_.x().size() + grid_.y().size() - 2);
      spin(20e-6 * std::pow(100.0, fraction));
    }
    return result;
  }

 private:
  /// By the processor's time, so that a thread that is kept waiting has not worked meanwhile.
  static void spin(double seconds) {
    const double end = processor_seconds() + seconds;
    while (processor_seconds() < end) {
    }
  }

  static double processor_seconds() {
    timespec now{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
  }

  const grid::ParameterGrid& grid_;
};

/// Takes no time over a cell, so that storing is all there is.
class CheapSolver final : public solve::Solver {
 public:
  solve::ChunkResult solve(const grid::ChunkRange& range) override {
    const auto size = static_cast<std::size_t>(range.size());
    std::vector<double> values(size);
    std::iota(values.begin(), values.end(), static_cast<double>(range.begin));
    return {range, {std::move(values)}, std::vector<grid::CellStatus>(size, grid::CellStatus::ok)};
  }
};

const std::map<std::string, bench::Shape> shapes = {
    {"equal", {50, 50, 200}},    {"spread", {50, 50, 10}},    {"cheap", {1024, 1024, 200}},
    {"bare", {1024, 1024, 200}}, {"small", {1024, 1024, 32}}, {"large", {4096, 4096, 2}},
};

app::SweepJob job_for(const std::string& kind, const std::string& output,
                      const std::vector<app::RankProfile>& ranks) {
  const bench::Shape shape = shapes.at(kind);
  const std::vector<std::string> arguments = {"run",
                                              "--model",
                                              "predator-prey",
                                              "--x",
                                              fmt::format("G=50:300:{}", shape.nx),
                                              "--y",
                                              fmt::format("rec=10:50:{}", shape.ny),
                                              "--t",
                                              fmt::format("assoc_ddg=-1:1:{}", shape.nt),
                                              "--metric",
                                              "P.amplitude",
                                              "--dtype",
                                              "float64",
                                              "--output",
                                              output,
                                              "--no-video",
                                              "--overwrite"};
  return app::make_job(std::get<config::RunCommand>(config::parse_command(arguments)), ranks);
}

solve::SolverFactory factory_for(const std::string& kind, const app::SweepJob& job) {
  if (kind == "spread") {
    return [&job](auto&) { return std::make_unique<SpinningSolver>(job.sweep.grid); };
  }
  if (kind != "equal") {
    return [](auto&) { return std::make_unique<CheapSolver>(); };
  }
  return app::solver_factory(job.sweep);
}

/// Processor seconds of this process so far.
double processor_seconds() {
  timespec now{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
}

/// What a kind is measured by; see the top.
std::string figures_of(const std::string& kind, const app::SweepStatistics& sweep,
                       double whole_seconds, double processor_seconds) {
  if (kind == "cheap") {
    return fmt::format("{:.4f} {:.4f}", whole_seconds, sweep.commit_seconds);
  }
  if (kind == "small" || kind == "large") {
    return fmt::format("{:.4f} {:.4f} {:.2f}", processor_seconds, sweep.commit_seconds,
                       sweep.peak_bytes / (1024.0 * 1024.0));
  }
  return fmt::format("{:.4f}", sweep.seconds);
}

void print_sweep(const std::string& kind, const std::string& output, app::Crew& crew) {
  const app::StopRequest stop;
  const bool first = crew.comm().rank() == 0;
  const app::SweepJob job = first ? job_for(kind, output, crew.ranks()) : *crew.wait_for_job(stop);
  if (first) {
    crew.share(job);
  }
  const base::Stopwatch watch;
  const double begin = processor_seconds();
  const auto statistics =
      app::run_sweep(job, factory_for(kind, job), stop, app::ProgressStyle::none, crew.comm());
  const double processor = crew.comm().sum(processor_seconds() - begin);
  if (crew.comm().rank() == 0) {
    fmt::print("{}\n", figures_of(kind, statistics, watch.seconds(), processor));
  }
}

}  // namespace

int main(int argc, char** argv) {
  const comm::MpiSession session(&argc, &argv);
  app::Crew crew(session.world());
  if (argc != 3 || !shapes.contains(argv[1])) {
    fmt::print(stderr, "usage: sweep_bench equal|spread|cheap|bare|small|large OUT.nc\n");
    return 2;
  }
  if (std::string(argv[1]) != "bare") {
    print_sweep(argv[1], argv[2], crew);
    return 0;
  }
  const base::Stopwatch watch;
  bench::write_bare(argv[2], shapes.at("bare"));
  if (crew.comm().rank() == 0) {
    fmt::print("{:.4f}\n", watch.seconds());
  }
  return 0;
}
