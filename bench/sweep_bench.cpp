// SPDX-License-Identifier: GPL-3.0-or-later
// Seconds of the compute stage, for parallel efficiency: run it with and without mpirun and compare
// (bench/figures.sh does).
//
//   sweep_bench equal  OUT.nc    the predator-prey model, where all cells cost the same
//   sweep_bench spread OUT.nc    cells that spin; their cost varies by 100x across each frame
#include <chrono>
#include <cmath>
#include <ctime>
#include <limits>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "heatreel/app/crew.hpp"
#include "heatreel/app/sweep.hpp"
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

app::SweepJob job_for(const std::string& kind, const std::string& output,
                      const std::vector<app::RankProfile>& ranks) {
  const std::string frames = kind == "equal" ? "200" : "10";
  const std::vector<std::string> arguments = {
      "run",          "--model",     "predator-prey",
      "--x",          "G=50:300:50", "--y",
      "rec=10:50:50", "--t",         "assoc_ddg=-1:1:" + frames,
      "--metric",     "P.amplitude", "--output",
      output,         "--no-video",  "--overwrite"};
  return app::make_job(std::get<config::RunCommand>(config::parse_command(arguments)), ranks);
}

}  // namespace

int main(int argc, char** argv) {
  const app::StopRequest stop;
  const comm::MpiSession session(&argc, &argv);
  app::Crew crew(session.world());
  const std::string kind = argc == 3 ? argv[1] : "";
  if (kind != "equal" && kind != "spread") {
    fmt::print(stderr, "usage: sweep_bench equal|spread OUT.nc\n");
    return 2;
  }
  std::optional<app::SweepJob> mine;
  if (crew.comm().rank() == 0) {
    mine = job_for(kind, argv[2], crew.ranks());
  }
  const app::SweepJob job = *crew.share(std::move(mine));
  const solve::SolverFactory spinning = [&] {
    return std::make_unique<SpinningSolver>(job.sweep.grid);
  };
  const auto statistics =
      app::run_sweep(job, kind == "spread" ? spinning : app::solver_factory(job), stop,
                     app::ProgressStyle::none, crew.comm());
  if (crew.comm().rank() == 0) {
    fmt::print("{:.4f}\n", statistics.seconds);
  }
  return 0;
}
