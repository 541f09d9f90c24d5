// SPDX-License-Identifier: GPL-3.0-or-later
#include "heatreel/app/sweep.hpp"

#include "../../src/app/resume.hpp"
#include "../../src/app/wire.hpp"

#include <chrono>
#include <cmath>
#include <csignal>
#include <cstring>
#include <filesystem>
#include <stdexcept>
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include "heatreel/app/compute_pool.hpp"
#include "heatreel/app/sweep_controller.hpp"
#include "heatreel/app/sweep_worker.hpp"
#include "heatreel/base/error.hpp"
#include "heatreel/store/frame_reader.hpp"

namespace heatreel::app {
namespace {

/// A folder that all ranks agree on, removed by rank 0.
class SweepTest : public testing::Test {
 protected:
  void SetUp() override {
    folder_ = comm_.broadcast(
        (std::filesystem::temp_directory_path() / ("heatreel-app-" + std::to_string(getpid())))
            .string());
    std::filesystem::create_directories(folder_);
    comm_.barrier();
  }
  void TearDown() override {
    comm_.barrier();
    if (comm_.rank() == 0) {
      std::filesystem::remove_all(folder_);
    }
    comm_.barrier();
  }

  /// A job on a 7 × 5 × frames grid; its model only lends its names when a test's solver is used.
  SweepJob job(int frames, int threads,
               const std::vector<RankProfile>& ranks = {describe_rank()}) const {
    const std::vector<std::string> arguments = {"run",
                                                "--model",
                                                "harmonic-oscillator",
                                                "--x",
                                                "omega=1:2:7",
                                                "--y",
                                                "x_0=1:3:5",
                                                "--t",
                                                "v_0=-1:1:" + std::to_string(frames),
                                                "--metric",
                                                "x.max",
                                                "--metric",
                                                "x.final",
                                                "--t-end",
                                                "4",
                                                "--dt",
                                                "0.01",
                                                "--threads",
                                                std::to_string(threads),
                                                "--output",
                                                folder_ + "/sweep.nc",
                                                "--no-video"};
    const auto command = std::get<config::RunCommand>(config::parse_command(arguments));
    SweepJob job = make_job(command, ranks);
    for (auto& [name, text] : job.layout.provenance) {
      if (name == store::provenance_run_id) {
        text = "one run, on all ranks";  // in the program, rank 0's job is everybody's
      }
    }
    return job;
  }

  comm::Communicator comm_ = comm::Communicator::world();
  std::string folder_;
  StopRequest stop_;
};

/// Gives each cell numbers that say which cell it is, and takes its time about some.
class NumberingSolver final : public solve::Solver {
 public:
  explicit NumberingSolver(std::chrono::milliseconds first_cell = {}) : first_cell_(first_cell) {}

  solve::ChunkResult solve(const grid::ChunkRange& range) override {
    solve::ChunkResult result{range, std::vector<std::vector<double>>(2), {}};
    for (grid::CellIndex cell = range.begin; cell < range.end; ++cell) {
      if (cell == 0) {
        std::this_thread::sleep_for(first_cell_);
      }
      result.values[0].push_back(static_cast<double>(cell));
      result.values[1].push_back(-2.0 * static_cast<double>(cell));
      result.status.push_back(cell % 10 == 3 ? grid::CellStatus::not_finite : grid::CellStatus::ok);
    }
    return result;
  }

 private:
  std::chrono::milliseconds first_cell_;
};

TEST_F(SweepTest, EveryCellIsStoredInItsPlace) {
  for (const int threads : {1, 3}) {
    const SweepJob job = this->job(23, threads);
    const auto statistics = run_sweep(
        job, [](auto&) { return std::make_unique<NumberingSolver>(); }, stop_, ProgressStyle::none,
        comm_);
    if (comm_.rank() == 0) {
      EXPECT_EQ(statistics.cells, 7 * 5 * 23);
      EXPECT_EQ(statistics.frames, 23);
      EXPECT_FALSE(statistics.stopped.has_value());
      EXPECT_EQ(statistics.ranks.size(), static_cast<std::size_t>(comm_.size()));
      const store::FrameReader reader(job.output);
      EXPECT_EQ(reader.committed_frames(), 23);
      std::vector<double> values(35);
      std::vector<grid::CellStatus> status(35);
      for (grid::FrameIndex frame = 0; frame < 23; ++frame) {
        reader.read_frame(1, frame, values);
        reader.read_status(frame, status);
        for (std::size_t i = 0; i < 35; ++i) {
          const auto cell = static_cast<double>(frame) * 35.0 + static_cast<double>(i);
          ASSERT_EQ(values[i], -2.0 * cell);
          ASSERT_EQ(status[i] == grid::CellStatus::not_finite, std::fmod(cell, 10.0) == 3.0);
        }
      }
    }
    comm_.barrier();
  }
}

TEST_F(SweepTest, FarMoreRanksAndThreadsThanCells) {
  SweepJob job = this->job(1, 4);
  const auto statistics = run_sweep(
      job, [](auto&) { return std::make_unique<NumberingSolver>(); }, stop_, ProgressStyle::none,
      comm_);
  if (comm_.rank() == 0) {
    EXPECT_EQ(statistics.cells, 35);
    EXPECT_EQ(store::FrameReader(job.output).committed_frames(), 1);
  }
}

TEST_F(SweepTest, ACellOfTwoSecondsDelaysNoCommitOfOtherFrames) {
  constexpr int frames = 12;
  const SweepJob job = this->job(frames, 2);
  store::FrameStore store(job.output, job.layout, comm_);
  const base::Stopwatch watch;
  ComputePool pool(
      job.threads, [](auto&) { return std::make_unique<NumberingSolver>(std::chrono::seconds(2)); },
      job.layout.form());
  SweepWorker worker(comm_, job.sweep.grid.cells_per_frame(), job.threads, pool, store, stop_);
  std::optional<SweepController> controller;
  if (comm_.rank() == 0) {
    controller.emplace(comm_, shape_of(job, comm_.size()),
                       schedule::CommitPolicy{.interval_seconds = 0.05}, grid::StoredCells{}, stop_,
                       1000, ProgressStyle::none);
  }
  double others_committed = 1e9;  // when all frames but the slow one were on disk
  while (!worker.stopped()) {
    if (controller) {
      controller->step();
    }
    worker.step();
    if (controller && worker.work().commits > 0 &&
        controller->coordinator().committed_frames() == frames - 1) {
      others_committed = std::min(others_committed, watch.seconds());
    }
    pool.wait(std::chrono::microseconds(200));
  }
  const double end = watch.seconds();
  store.close({});
  if (comm_.rank() == 0) {
    EXPECT_LT(others_committed, 1.5);
    EXPECT_GE(end, 2.0);
    EXPECT_EQ(store::FrameReader(job.output).committed_frames(), frames);
  }
}

/// Orders to everyone come by another way than chunks, and may overtake them.
TEST_F(SweepTest, AChunkThatComesAfterTheWordToDrainIsGivenBack) {
  const SweepJob job = this->job(2, 1);
  const comm::Communicator alone;
  for (const auto running : {schedule::Running::finish, schedule::Running::give_up}) {
    store::FrameStore store(folder_ + "/rank-" + std::to_string(comm_.rank()) + ".nc", job.layout,
                            alone);
    ComputePool pool(
        1, [](auto&) { return std::make_unique<NumberingSolver>(); }, job.layout.form());
    SweepWorker worker(alone, job.sweep.grid.cells_per_frame(), 1, pool, store, stop_);
    alone.post(0, order_tag, encode(schedule::Drain{running}));
    alone.post(0, order_tag, encode(schedule::ComputeChunk{{3, 8}}));
    while (worker.step()) {
    }
    std::vector<grid::ChunkRange> given_back;
    while (const auto message = alone.poll(request_tag)) {
      const Request request = decode_request(message->bytes);
      if (const auto* chunk = std::get_if<GiveBack>(&request)) {
        given_back.push_back(chunk->range);
      }
    }
    EXPECT_EQ(given_back, (std::vector<grid::ChunkRange>{{3, 8}}));
    store.close({});
  }
}

TEST_F(SweepTest, AFrameLargerThanTheBufferIsWrittenInBands) {
  SweepJob job = this->job(3, 1);
  job.buffer_bytes = 100;  // of 35 cells of 9 bytes
  const auto statistics = run_sweep(
      job, [](auto&) { return std::make_unique<NumberingSolver>(); }, stop_, ProgressStyle::none,
      comm_);
  if (comm_.rank() == 0) {
    const store::FrameReader reader(job.output);
    EXPECT_EQ(reader.committed_frames(), 3);
    EXPECT_EQ(reader.global_range(0)->max, 104.0);
    EXPECT_GT(statistics.ranks.front().commits, 3);
  }
}

TEST_F(SweepTest, ASolverThatCannotBeMadeEndsTheRun) {
  if (comm_.size() > 1) {
    GTEST_SKIP() << "the other ranks would wait for ever; the program aborts them";
  }
  const solve::SolverFactory broken = [](auto&) -> std::unique_ptr<solve::Solver> {
    throw base::RuntimeError({"the solver is broken", "", ""});
  };
  EXPECT_THROW(run_sweep(job(2, 1), broken, stop_, ProgressStyle::none, comm_), base::RuntimeError);
}

/// Throws at some cells, whatever chunk they come in.
class ThrowingSolver final : public solve::Solver {
 public:
  static bool throws_at(grid::CellIndex cell) { return cell % 16 == 5; }

  solve::ChunkResult solve(const grid::ChunkRange& range) override {
    for (grid::CellIndex cell = range.begin; cell < range.end; ++cell) {
      if (throws_at(cell)) {
        throw std::runtime_error("a plugin's mistake");
      }
    }
    return numbering_.solve(range);
  }

 private:
  NumberingSolver numbering_;
};

TEST_F(SweepTest, WhatASolverThrowsCostsTheCellAlone) {
  const SweepJob job = this->job(6, 2);
  const auto statistics = run_sweep(
      job, [](auto&) { return std::make_unique<ThrowingSolver>(); }, stop_, ProgressStyle::none,
      comm_);
  if (comm_.rank() == 0) {
    EXPECT_EQ(statistics.first_error, "a plugin's mistake");
    const store::FrameReader reader(job.output);
    std::vector<double> values(35);
    std::vector<grid::CellStatus> status(35);
    for (grid::FrameIndex frame = 0; frame < 6; ++frame) {
      reader.read_frame(0, frame, values);
      reader.read_status(frame, status);
      for (std::size_t i = 0; i < 35; ++i) {
        const auto cell = frame * 35 + static_cast<std::int64_t>(i);
        const bool failed = ThrowingSolver::throws_at(cell);
        ASSERT_EQ(status[i] == grid::CellStatus::failed, failed) << cell;
        ASSERT_TRUE(failed ? std::isnan(values[i]) : values[i] == static_cast<double>(cell));
      }
    }
  }
}

/// Takes 2 ms a cell, so that a sweep can be stopped while it runs.
class SlowSolver final : public solve::Solver {
 public:
  solve::ChunkResult solve(const grid::ChunkRange& range) override {
    std::this_thread::sleep_for(std::chrono::milliseconds(2) * range.size());
    return numbering_.solve(range);
  }

 private:
  NumberingSolver numbering_;
};

/// Sends its process a signal when it has finished a chunk and begins the next.
class SignallingSolver final : public solve::Solver {
 public:
  solve::ChunkResult solve(const grid::ChunkRange& range) override {
    if (++chunks_ == 2) {
      kill(getpid(), SIGUSR1);
    }
    return slow_.solve(range);
  }

 private:
  SlowSolver slow_;
  int chunks_ = 0;
};

template <class Solver>
solve::SolverFactory factory_of() {
  return [](auto&) { return std::make_unique<Solver>(); };
}

/// Runs a sweep of some minutes that something stops. \returns what rank 0 knows of it
SweepStatistics run_stopped(const SweepJob& job, const StopRequest& stop,
                            const comm::Communicator& comm,
                            const solve::SolverFactory& make_solver = factory_of<SlowSolver>()) {
  const base::Stopwatch watch;
  const auto statistics = run_sweep(job, make_solver, stop, ProgressStyle::none, comm);
  EXPECT_LT(watch.seconds(), 60.0);
  if (comm.rank() == 0) {
    EXPECT_TRUE(statistics.stopped.has_value());
    const store::FrameReader reader(job.output);
    EXPECT_EQ(reader.committed_frames(), statistics.frames);
    EXPECT_EQ(reader.provenance(provenance_finished), "");
  }
  comm.barrier();
  return statistics;
}

TEST_F(SweepTest, ASignalToAnyRankStopsTheSweepWithinAChunk) {
  stop_.take_control();
  const SweepJob job = this->job(5000, 1);
  const bool victim = comm_.rank() == comm_.size() - 1;
  const auto statistics = run_stopped(
      job, stop_, comm_, victim ? factory_of<SignallingSolver>() : factory_of<SlowSolver>());
  if (comm_.rank() == 0) {
    EXPECT_EQ(statistics.stopped->words(), "stopped by SIGUSR1");
    EXPECT_GT(statistics.cells, 0);
  }
}

TEST_F(SweepTest, TheTimeLimitStopsTheSweep) {
  stop_.limit_time(stop_.seconds() + 1.0);
  const auto statistics = run_stopped(this->job(5000, 2), stop_, comm_);
  if (comm_.rank() == 0) {
    EXPECT_EQ(statistics.stopped->words(), "stopped at the time limit");
    EXPECT_LT(statistics.seconds, 10.0);
  }
}

TEST_F(SweepTest, TooManyFailedCellsEndTheSweep) {
  SweepJob job = this->job(5000, 1);
  job.max_failed = 20;
  const auto statistics = run_stopped(job, stop_, comm_);
  if (comm_.rank() == 0) {
    EXPECT_EQ(statistics.stopped->kind, StopCause::Kind::failed_cells);
  }
}

TEST_F(SweepTest, AStoppedSweepGoesOnWhereItWas) {
  SweepJob job = this->job(300, 1);  // 10,500 cells of 2 ms
  std::int64_t computed = 0;
  for (int part = 0; part < 2; ++part) {
    StopRequest stop;
    stop.limit_time(1.0);
    computed += run_stopped(job, stop, comm_).cells;
    if (comm_.rank() == 0) {
      job = this->job(300, 1);
      continue_file(store::FrameReader(job.output), {describe_rank()}, job);
    }
    job.opening = store::Opening::resume;
    job.layout.provenance = from_message(comm_.broadcast(to_message(job))).layout.provenance;
  }
  const auto rest = run_sweep(
      job, [](auto&) { return std::make_unique<NumberingSolver>(); }, stop_, ProgressStyle::none,
      comm_);
  if (comm_.rank() == 0) {
    EXPECT_FALSE(rest.stopped.has_value());
    EXPECT_EQ(computed + rest.cells, 35 * 300) << "no cell was computed twice or not at all";
    EXPECT_GT(computed, 0);
    const store::FrameReader reader(job.output);
    EXPECT_EQ(reader.provenance("restarts"), "2");
    SweepJob again = this->job(300, 1);
    EXPECT_FALSE(is_finished(again));
    continue_file(reader, {describe_rank()}, again);
    EXPECT_TRUE(is_finished(again));
    std::vector<double> values(35);
    for (grid::FrameIndex frame = 0; frame < 300; ++frame) {
      reader.read_frame(0, frame, values);
      ASSERT_EQ(values[7], static_cast<double>(frame * 35 + 7));
    }
    SweepJob other = this->job(301, 1);
    EXPECT_THROW(continue_file(reader, {describe_rank()}, other), base::ConfigError);
  }
}

RankProfile profile(const std::string& host, const std::vector<program::Simd>& simd) {
  return {host, {0}, simd};
}

TEST_F(SweepTest, AllRanksUseOneSimdTarget) {
  using program::Simd;
  const SweepJob job = this->job(2, 1,
                                 {profile("new", {Simd::avx512, Simd::avx2, Simd::baseline}),
                                  profile("old", {Simd::avx2, Simd::sse4, Simd::baseline})});
  EXPECT_EQ(job.simd, Simd::avx2);
  EXPECT_EQ(from_message(to_message(job)).simd, Simd::avx2);
}

TEST_F(SweepTest, AFileIsContinuedWithTheSimdTargetItWasBegunWith) {
  using program::Simd;
  const std::vector<RankProfile> plain = {profile("plain", {Simd::baseline})};
  const std::vector<RankProfile> rich = {profile("rich", {Simd::avx2, Simd::baseline})};
  SweepJob begun = this->job(300, 1, plain);
  stop_.limit_time(stop_.seconds() + 1.0);
  run_stopped(begun, stop_, comm_);
  if (comm_.rank() == 0) {
    const store::FrameReader reader(begun.output);
    SweepJob job = this->job(300, 1, rich);
    EXPECT_EQ(job.simd, Simd::avx2);
    continue_file(reader, rich, job);
    EXPECT_EQ(job.simd, Simd::baseline);
    try {
      continue_file(reader, {profile("other", {Simd::neon})}, job);
      FAIL() << "continued with numbers that differ";
    } catch (const base::ConfigError& error) {
      EXPECT_THAT(error.what(), testing::HasSubstr("begun with --simd baseline, which other does"));
    }
  }
}

TEST(Resume, DifferencesAreNamedByOption) {
  EXPECT_EQ(differences("x = a=1:2:3\nset = p=1\nset = q=2\n", "x = a=1:2:3\nset = p=1\n"),
            std::vector<std::string>{"set is p=1, q=2 there and p=1 here"});
  EXPECT_EQ(differences("rtol = 1e-06\n", "rtol = 1e-06\natol = 1\n"),
            std::vector<std::string>{"atol is not set there and 1 here"});
  EXPECT_TRUE(differences("a = 1\n", "a = 1\n").empty());
}

TEST_F(SweepTest, TheModelsNumbersDoNotDependOnThreads) {
  std::vector<std::vector<double>> results;
  for (const int threads : {1, 2, 5}) {
    const SweepJob job = this->job(9, threads);
    run_sweep(job, solver_factory(job.sweep), stop_, ProgressStyle::none, comm_);
    if (comm_.rank() == 0) {
      const store::FrameReader reader(job.output);
      std::vector<double>& all = results.emplace_back();
      std::vector<double> values(35);
      for (grid::FrameIndex frame = 0; frame < 9; ++frame) {
        reader.read_frame(0, frame, values);
        all.insert(all.end(), values.begin(), values.end());
      }
    }
    comm_.barrier();
  }
  for (const auto& result : results) {
    EXPECT_EQ(std::memcmp(result.data(), results[0].data(), result.size() * sizeof(double)), 0);
  }
}

TEST_F(SweepTest, AJobSurvivesItsJourney) {
  SweepJob job = this->job(4, 2);
  const config::RunSettings settings{2, 1U << 20U, 7, 8.0, 9.0, 10.0};
  static_cast<config::RunSettings&>(job) = settings;
  job.seconds_left = 77.0;
  job.opening = store::Opening::resume;
  const SweepJob back = from_message(to_message(job));
  EXPECT_EQ(config::to_ini(back.sweep), config::to_ini(job.sweep));
  EXPECT_EQ(back.sweep.simulation->text(), job.sweep.simulation->text());
  EXPECT_EQ(back.output, job.output);
  EXPECT_EQ(static_cast<const config::RunSettings&>(back), settings);
  EXPECT_EQ(back.simd, job.simd);
  EXPECT_EQ(back.seconds_left, 77.0);
  EXPECT_EQ(back.opening, store::Opening::resume);
  EXPECT_EQ(back.layout.provenance, job.layout.provenance);
  EXPECT_EQ(back.layout.title, job.layout.title);
  EXPECT_EQ(back.layout.metrics.size(), 2U);
  EXPECT_EQ(back.layout.metrics[1].name, "x_final");
  const std::string message = to_message(job);
  EXPECT_THROW(from_message(message.substr(0, message.size() - 1)), base::RuntimeError);
  EXPECT_THROW(from_message(message + "x"), base::RuntimeError);
}

}  // namespace
}  // namespace heatreel::app
