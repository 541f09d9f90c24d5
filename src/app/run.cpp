// SPDX-License-Identifier: GPL-3.0-or-later
#include "losses.hpp"
#include "report_file.hpp"
#include "resume.hpp"
#include "run_report.hpp"
#include "wire_choices.hpp"

#include <optional>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "heatreel/app/commands.hpp"
#include "heatreel/app/movie_library.hpp"
#include "heatreel/app/processors.hpp"
#include "heatreel/app/sweep.hpp"
#include "heatreel/base/end_timer.hpp"
#include "heatreel/base/text.hpp"
#include "heatreel/config/output_check.hpp"
#include "heatreel/store/frame_reader.hpp"
#include "heatreel/store/held_file.hpp"
#include "heatreel/store/run_lock.hpp"
#include "heatreel/version.hpp"

namespace heatreel::app {

namespace {

/// Counts the failed cells of a run that was given up, and lists them. A signal ends that.
void list_failures(const config::RunCommand& command, RunRecord& record, const StopRequest& stop) {
  const store::FrameReader reader(command.output);
  try {
    record.census = take_census(reader, [&] { stop.end_if_requested("counting the cells"); });
    if (!command.quiet) {
      print_failures(*record.census, command.sweep.grid, record.sweep->first_error);
    }
  } catch (const Interrupted&) {
    return;  // why the run ends has been said
  }
}

/// What is left to do of a sweep that was stopped: to say so.
base::ExitCode end_early(const config::RunCommand& command, RunRecord& record,
                         const StopRequest& stop) {
  say_stopped(command, *record.sweep);
  if (record.sweep->stopped->kind != StopCause::Kind::failed_cells) {
    return base::ExitCode::stopped_resumable;
  }
  if (!command.quiet || !command.report.empty()) {
    list_failures(command, record, stop);
  }
  return base::ExitCode::runtime_failure;
}

/// Counts the cells of a complete file and prints the summary.
base::ExitCode tell_result(const config::RunCommand& command, RunRecord& record,
                           const store::HeldFile& result, const StopRequest& stop) {
  if (command.quiet && !command.strict && command.report.empty()) {
    result.check();
    return base::ExitCode::done;
  }
  const store::FrameReader reader(command.output);
  record.census =
      take_census(reader, [&] { stop.end_if_requested("counting the cells", "nothing is lost"); });
  result.check();  // all that was read was this run's
  if (!command.quiet) {
    print_summary(command, record.sweep, *record.census,
                  losses_in_words(reader, command, record.sweep, stop), record.movies);
  }
  return command.strict && record.census->marked() > 0 ? base::ExitCode::some_cells_failed
                                                       : base::ExitCode::done;
}

/// What follows a complete sweep. \param run_id of the sweep's file
base::ExitCode end_complete(const config::RunCommand& command, RunRecord& record,
                            const std::string& run_id, const Crew& crew, const StopRequest& stop) {
  const comm::Doing drawing(crew.comm(), "making movies");
  borrow_processors(crew.ranks());
  const store::HeldFile result = store::hold_finished(command.output, run_id);
  try {
    if (!command.video.empty()) {
      const auto old = record.sweep ? OldMovies::replace : OldMovies::keep;
      record.movies = movie_library().make_movies(command, old, result, stop);
    }
  } catch (const Interrupted& interrupted) {
    say_movies_stopped(command, interrupted.what());
    return interrupted.exit_code();
  }
  try {
    return tell_result(command, record, result, stop);
  } catch (const Interrupted& interrupted) {
    say_count_stopped(command, interrupted.what());
    return interrupted.exit_code();
  }
}

/// Ends the run on request while an existing file is read, which is still unchanged.
void end_if_stopped(const config::RunCommand& command, const StopRequest& stop) {
  if (const auto why = stop.cause()) {
    throw Interrupted({fmt::format("{} while reading what {} holds", why->words(),
                                   base::printable(command.output)),
                       "nothing was changed",
                       fmt::format("Continue with: {}", base::printable(command.resuming))});
  }
}

/// Lets the job go on with its file, if that is asked for.
SweepJob continued(const config::RunCommand& command, const Crew& crew, SweepJob job,
                   const StopRequest& stop) {
  if (config::continues_file(command)) {
    const comm::Doing checking(crew.comm(), "checking the cells that are stored");
    const store::FrameReader reader(command.output);
    continue_file(reader, crew.ranks(), job, [&] { end_if_stopped(command, stop); });
    if (reader.provenance(provenance_revision) != git_revision) {
      say_other_build(command.output, reader.provenance(provenance_revision));
    }
  }
  return job;
}

/// Collective: rank 0's exit code on every rank. The others sleep until it comes.
base::ExitCode agree(base::ExitCode code, const comm::Communicator& comm) {
  const comm::Doing waiting(comm, "waiting for the end");
  comm.barrier();
  WireWriter out;
  out.put(code);
  const std::string message = comm.broadcast(out.text());
  return WireReader(message).take<base::ExitCode>();
}

/// Ends this process soon after the time limit if the run could not stop in good order, because a
/// file system hangs, say. Rank 0 speaks first. \param seconds_left of the time limit
base::EndTimer bound_time(double seconds_left, const comm::Communicator& comm) {
  constexpr double longest_order = 25.0;
  constexpr double others_wait = 3.0;
  return {seconds_left + longest_order + (comm.rank() == 0 ? 0.0 : others_wait),
          [comm] {
            return base::Complaint{
                "ended by force after the time limit",
                fmt::format("it could not stop in good order; it was {}", comm.doing()),
                "What was committed is safe: continue with --resume."};
          },
          base::ExitCode::stopped_resumable};
}

}  // namespace

base::ExitCode run(const config::RunCommand& command, Crew& crew, StopRequest& stop) {
  crew.limit_silence(command.settings.rank_timeout);
  SweepJob fresh = make_job(command, crew.ranks());
  if (command.dry_run) {
    print_plan(command, crew.comm().size());
    return base::ExitCode::done;
  }
  // All that can be refused is refused before a file is touched and before the others hear of it.
  config::check_output_places(command);
  stop.take_control();
  const store::RunLock lock(command.output, crew.ranks().front().host);
  if (!lock.taken_over_from().empty()) {
    say_lock_taken_over(lock.taken_over_from());
  }
  config::check_outputs(command);
  stop.limit_time(command.max_walltime);
  fresh.seconds_left -= stop.seconds();
  const base::EndTimer bound = bound_time(fresh.seconds_left, crew.comm());
  const SweepJob job = continued(command, crew, std::move(fresh), stop);
  const std::string run_id =
      store::provenance_text(job.layout, store::provenance_run_id).value_or("");
  RunRecord record;
  const auto reported = [&](base::ExitCode code) {
    if (!command.report.empty()) {
      write_report(command, crew.ranks(), record, code);
    }
    return code;
  };
  if (is_finished(job)) {
    return reported(end_complete(command, record, run_id, crew, stop));
  }
  tell_notes(command);
  if (!command.video.empty()) {
    movie_library();  // a missing library should not be noticed after hours of work
  }
  crew.share(job);
  record.sweep =
      run_sweep(job, solver_factory(job.sweep), stop, progress_style(command.quiet), crew.comm());
  const base::ExitCode code = record.sweep->stopped
                                  ? end_early(command, record, stop)
                                  : end_complete(command, record, run_id, crew, stop);
  return agree(reported(code), crew.comm());
}

base::ExitCode follow(Crew& crew, const StopRequest& stop) {
  stop.take_control();
  const auto job = crew.wait_for_job(stop);
  if (!job) {
    return base::ExitCode::done;
  }
  const base::EndTimer bound = bound_time(job->seconds_left, crew.comm());
  run_sweep(*job, solver_factory(job->sweep), stop, ProgressStyle::none, crew.comm());
  return agree(base::ExitCode::done, crew.comm());
}

}  // namespace heatreel::app
