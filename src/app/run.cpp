// SPDX-License-Identifier: GPL-3.0-or-later
#include "run_report.hpp"

#include <optional>
#include <utility>
#include <vector>

#include "heatreel/app/commands.hpp"
#include "heatreel/app/movie_stage.hpp"
#include "heatreel/app/processors.hpp"
#include "heatreel/app/sweep.hpp"
#include "heatreel/store/frame_reader.hpp"

namespace heatreel::app {

namespace {

std::vector<MovieFile> make_movies(const config::RunCommand& command,
                                   const store::FrameReader& reader, const StopRequest& stop) {
  std::vector<MovieFile> movies;
  const auto paths = movie_paths(command);
  const MovieStage stage(reader, command.movie, stop, progress_style(command.quiet));
  for (std::size_t metric = 0; metric < paths.size(); ++metric) {
    movies.push_back(stage.make(metric, paths[metric]));
  }
  return movies;
}

/// What is left to do of a sweep that was stopped: to say so.
base::ExitCode end_early(const config::RunCommand& command, const SweepStatistics& sweep) {
  say_stopped(command, sweep);
  if (sweep.stopped->kind != StopCause::Kind::failed_cells) {
    return base::ExitCode::stopped_resumable;
  }
  if (!command.quiet) {
    const store::FrameReader reader(command.output);
    print_failures(take_census(reader), command.sweep.grid, sweep.first_error);
  }
  return base::ExitCode::runtime_failure;
}

/// What follows a complete sweep.
base::ExitCode end_complete(const config::RunCommand& command, const SweepStatistics& sweep,
                            const StopRequest& stop) {
  const store::FrameReader reader(command.output);
  try {
    const auto movies = make_movies(command, reader, stop);
    const Census census = take_census(reader);
    if (!command.quiet) {
      print_summary(command, sweep, census, movies);
    }
    return census.failed() > 0 ? base::ExitCode::some_cells_failed : base::ExitCode::done;
  } catch (const Interrupted& interrupted) {
    say_movies_stopped(command, interrupted.what());
    return interrupted.exit_code();
  }
}

/// Collective: rank 0's exit code on every rank. The others sleep until it comes.
base::ExitCode agree(base::ExitCode code, const comm::Communicator& comm) {
  comm.barrier();
  return static_cast<base::ExitCode>(static_cast<int>(comm.max(static_cast<double>(code))));
}

}  // namespace

base::ExitCode run(const config::RunCommand& command, Crew& crew, StopRequest& stop) {
  if (command.dry_run) {
    print_plan(command, crew.comm().size());
    return base::ExitCode::done;
  }
  // All that can be refused is refused before a file is touched and before the others hear of it.
  SweepJob prepared = make_job(command, crew.ranks());
  config::check_outputs(command, store::file_bytes(prepared.layout));
  stop.limit_time(command.safety.max_walltime);
  const SweepJob job = *crew.share(std::move(prepared));
  const auto sweep =
      run_sweep(job, solver_factory(job), stop, progress_style(command.quiet), crew.comm());
  borrow_processors(crew.processors());
  const base::ExitCode code =
      sweep.stopped ? end_early(command, sweep) : end_complete(command, sweep, stop);
  return agree(code, crew.comm());
}

base::ExitCode follow(Crew& crew, const StopRequest& stop) {
  const auto job = crew.share(std::nullopt);
  if (!job) {
    return base::ExitCode::done;
  }
  run_sweep(*job, solver_factory(*job), stop, ProgressStyle::none, crew.comm());
  return agree(base::ExitCode::done, crew.comm());
}

}  // namespace heatreel::app
