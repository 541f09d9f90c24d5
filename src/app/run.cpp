// SPDX-License-Identifier: GPL-3.0-or-later
#include "losses.hpp"
#include "resume.hpp"
#include "run_report.hpp"

#include <optional>
#include <utility>
#include <vector>

#include "heatreel/app/commands.hpp"
#include "heatreel/app/movie_library.hpp"
#include "heatreel/app/processors.hpp"
#include "heatreel/app/sweep.hpp"
#include "heatreel/store/frame_reader.hpp"
#include "heatreel/store/run_lock.hpp"
#include "heatreel/version.hpp"

namespace heatreel::app {

namespace {

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

/// What follows a complete sweep. \param sweep nothing if an earlier run has done it all
base::ExitCode end_complete(const config::RunCommand& command,
                            const std::optional<SweepStatistics>& sweep, const Crew& crew,
                            const StopRequest& stop) {
  borrow_processors(crew.ranks());
  const store::FrameReader reader(command.output);
  try {
    const auto old = sweep ? OldMovies::replace : OldMovies::keep;
    const auto movies = command.video.empty() ? std::vector<MovieFile>{}
                                              : movie_library().make_movies(command, old, stop);
    const Census census = take_census(reader);
    if (!command.quiet) {
      print_summary(command, sweep, census, losses_in_words(reader, command, sweep, stop), movies);
    }
    const bool marked = census.failed() > 0 || census.untrusted() > 0;
    return marked ? base::ExitCode::some_cells_failed : base::ExitCode::done;
  } catch (const Interrupted& interrupted) {
    say_movies_stopped(command, interrupted.what());
    return interrupted.exit_code();
  }
}

/// Lets the job go on with its file, if that is asked for. Nothing if there is nothing left to do.
std::optional<SweepJob> continued(const config::RunCommand& command,
                                  const std::vector<RankProfile>& ranks, SweepJob job) {
  if (config::continues_file(command)) {
    const store::FrameReader reader(command.output);
    continue_file(reader, ranks, job);
    if (reader.provenance(provenance_revision) != git_revision) {
      say_other_build(command.output, reader.provenance(provenance_revision));
    }
    if (is_finished(reader)) {
      return std::nullopt;
    }
  }
  return job;
}

/// Collective: rank 0's exit code on every rank. The others sleep until it comes.
base::ExitCode agree(base::ExitCode code, const comm::Communicator& comm) {
  comm.barrier();
  return static_cast<base::ExitCode>(static_cast<int>(comm.max(static_cast<double>(code))));
}

}  // namespace

base::ExitCode run(const config::RunCommand& command, Crew& crew, StopRequest& stop) {
  SweepJob fresh = make_job(command, crew.ranks());
  if (command.dry_run) {
    print_plan(command, crew.comm().size());
    return base::ExitCode::done;
  }
  // All that can be refused is refused before a file is touched and before the others hear of it.
  config::check_output_place(command, store::file_bytes(fresh.layout));
  const store::RunLock lock(command.output, crew.ranks().front().host);
  if (!lock.taken_over_from().empty()) {
    say_lock_taken_over(lock.taken_over_from());
  }
  config::check_outputs(command);
  stop.limit_time(command.safety.max_walltime);
  std::optional<SweepJob> prepared = continued(command, crew.ranks(), std::move(fresh));
  if (!prepared) {
    return end_complete(command, std::nullopt, crew, stop);
  }
  tell_notes(command);
  if (!command.video.empty()) {
    movie_library();  // a missing library should not be noticed after hours of work
  }
  const SweepJob job = *crew.share(std::move(prepared));
  const auto sweep =
      run_sweep(job, solver_factory(job), stop, progress_style(command.quiet), crew.comm());
  const base::ExitCode code =
      sweep.stopped ? end_early(command, sweep) : end_complete(command, sweep, crew, stop);
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
