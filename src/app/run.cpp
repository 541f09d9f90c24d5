// SPDX-License-Identifier: GPL-3.0-or-later
#include <filesystem>
#include <optional>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "heatreel/app/commands.hpp"
#include "heatreel/app/movie_library.hpp"
#include "heatreel/app/processors.hpp"
#include "heatreel/app/sweep.hpp"
#include "heatreel/base/text.hpp"
#include "heatreel/config/movie_timing.hpp"

namespace heatreel::app {

namespace {

std::string axis_line(const char* role, const grid::Axis& axis) {
  return fmt::format("  {}  {} = {:g} ... {:g} {}, {} points\n", role, axis.name(), axis.front(),
                     axis.back(), axis.unit(), axis.size());
}

/// How long a cell runs, the method and what it is held to.
std::string integration_words(const config::SweepConfig& sweep) {
  const solve::IntegrationOptions& options = sweep.integration;
  if (options.integrator == solve::Integrator::map) {
    return fmt::format("{:g} iterations", options.t_end);
  }
  return fmt::format("{:g} {} by {} {}", options.t_end, sweep.model.time_unit,
                     config::integrator_name(options.integrator),
                     options.integrator == solve::Integrator::rk4
                         ? fmt::format("in steps of {:g}", options.dt)
                         : fmt::format("at rtol {:g}", options.rtol));
}

/// What a run would do, for --dry-run. Costs the same for 10 and for 10^12 cells.
void print_plan(const config::RunCommand& command, int ranks) {
  const config::SweepConfig& sweep = command.sweep;
  const grid::ParameterGrid& grid = sweep.grid;
  const store::FileLayout layout = plan_file(sweep, "");
  fmt::print("model    {} ({})\n", sweep.model.name, base::printable(sweep.model.title));
  fmt::print("axes\n{}{}{}", axis_line("x", grid.x()), axis_line("y", grid.y()),
             axis_line("t", grid.t()));
  fmt::print("cells    {} in {} frames of {}\n",
             base::format_count(static_cast<std::uint64_t>(grid.cells())),
             base::format_count(static_cast<std::uint64_t>(grid.frames())),
             base::format_count(static_cast<std::uint64_t>(grid.cells_per_frame())));
  fmt::print("each     {}, metrics from the last {:g} %\n", integration_words(sweep),
             100.0 * sweep.integration.tail);
  fmt::print("ranks    {} with {} compute thread(s) each\n", ranks, command.threads);
  fmt::print("file     {} ({})\n", base::printable(command.output),
             base::format_bytes(store::file_bytes(layout)));
  for (const std::string& path : config::movie_paths(command)) {
    const auto timing = config::plan_timing(command.movie, grid.frames());
    fmt::print("movie    {} ({}x{}, {})\n", base::printable(path), command.movie.width,
               command.movie.height,
               base::format_seconds(config::movie_seconds(timing, grid.frames())));
  }
}

/// What the user should know of the movies before they are computed.
void tell_notes(const config::RunCommand& command) {
  if (!command.quiet && !command.video.empty()) {
    for (const std::string& note :
         config::movie_notes(command.movie, command.sweep.grid.frames())) {
      fmt::print(stderr, "heatreel: note: {}\n", note);
    }
  }
}

void print_summary(const config::RunCommand& command, const SweepStatistics& sweep,
                   const std::vector<MovieFile>& movies) {
  double encoding = 0.0;
  for (const MovieFile& movie : movies) {
    encoding += movie.seconds;
  }
  const auto count = [](std::int64_t n) {
    return base::format_count(static_cast<std::uint64_t>(n));
  };
  fmt::print("cells       {} ({} failed)\n", count(sweep.cells), count(sweep.failed_cells));
  fmt::print("computing   {} ({} cells/s)\n", base::format_seconds(sweep.seconds),
             count(static_cast<std::int64_t>(static_cast<double>(sweep.cells) / sweep.seconds)));
  fmt::print("committing  {} in {} commits\n", base::format_seconds(sweep.commit_seconds),
             sweep.commits);
  fmt::print("encoding    {}\n", base::format_seconds(encoding));
  fmt::print("memory      {} in the largest rank while sweeping\n",
             base::format_bytes(static_cast<std::uint64_t>(sweep.peak_bytes)));
  fmt::print("file        {} ({})\n", base::printable(command.output),
             base::format_bytes(std::filesystem::file_size(command.output)));
  for (const MovieFile& movie : movies) {
    fmt::print("movie       {} ({})\n", base::printable(movie.path),
               base::format_bytes(movie.bytes));
  }
}

/// Collective: what rank 0 has counted decides on every rank.
base::ExitCode verdict(std::int64_t failed_cells, const comm::Communicator& comm) {
  return comm.max(static_cast<double>(failed_cells)) > 0.0 ? base::ExitCode::some_cells_failed
                                                           : base::ExitCode::done;
}

}  // namespace

base::ExitCode run(const config::RunCommand& command, Crew& crew) {
  check_simd(command.sweep.simd, crew.ranks());
  if (command.dry_run) {
    print_plan(command, crew.comm().size());
    return base::ExitCode::done;
  }
  // All that can be refused is refused before a file is touched and before the others hear of it.
  SweepJob prepared = make_job(command, crew.ranks());
  config::check_outputs(command, store::file_bytes(prepared.layout));
  tell_notes(command);
  // Loaded now, since a missing library should not be noticed after hours of work.
  const MovieLibrary* library = command.video.empty() ? nullptr : &movie_library();
  const SweepJob job = *crew.share(std::move(prepared));
  const auto sweep =
      run_sweep(job, solver_factory(job), progress_style(command.quiet), crew.comm());
  borrow_processors(crew.ranks());
  const auto movies = library == nullptr ? std::vector<MovieFile>{} : library->make_movies(command);
  crew.comm().barrier();
  if (!command.quiet) {
    print_summary(command, sweep, movies);
  }
  return verdict(sweep.failed_cells, crew.comm());
}

base::ExitCode follow(Crew& crew) {
  const auto job = crew.share(std::nullopt);
  if (!job) {
    return base::ExitCode::done;
  }
  const auto sweep = run_sweep(*job, solver_factory(*job), ProgressStyle::none, crew.comm());
  crew.comm().barrier();  // asleep while rank 0 makes the movies
  return verdict(sweep.failed_cells, crew.comm());
}

}  // namespace heatreel::app
