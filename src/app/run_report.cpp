// SPDX-License-Identifier: GPL-3.0-or-later
#include "run_report.hpp"

#include "axis_words.hpp"

#include <filesystem>

#include <fmt/format.h>

#include "heatreel/app/sweep_job.hpp"
#include "heatreel/base/standard_streams.hpp"
#include "heatreel/base/text.hpp"
#include "heatreel/config/movie_timing.hpp"
#include "heatreel/config/output_paths.hpp"

namespace heatreel::app {

namespace {

std::string axis_line(const char* role, const grid::Axis& axis) {
  return fmt::format("  {}  {}\n", role, axis_words(axis));
}

void print_verdicts(const Census& census) {
  if (const std::string verdicts = verdicts_in_words(census); !verdicts.empty()) {
    base::print("verdicts    {}\n", verdicts);
  }
  const auto few = static_cast<std::size_t>(grid::CellVerdict::too_few_periods);
  if (census.verdicts[few] > 0) {
    base::print("            {} cells: too few periods in the tail; a longer --t-end helps\n",
                base::format_count(census.verdicts[few]));
  }
}

void print_times(const SweepStatistics& sweep) {
  const double rate = static_cast<double>(sweep.cells) / sweep.seconds;
  base::print("computing   {} ({} cells/s)\n", base::format_seconds(sweep.seconds),
              base::format_count(static_cast<std::int64_t>(rate)));
  base::print("committing  {} in {} commits\n", base::format_seconds(sweep.commit_seconds()),
              sweep.ranks.front().commits);
  base::print("memory      {} in the largest rank while sweeping\n",
              base::format_bytes(static_cast<std::uint64_t>(sweep.peak_bytes())));
}

}  // namespace

void print_plan(const config::RunCommand& command, int ranks) {
  const config::SweepConfig& sweep = command.sweep;
  const grid::ParameterGrid& grid = sweep.grid;
  const store::FileLayout layout = plan_file(sweep, "");
  const simulate::Simulation& simulation = *sweep.simulation;
  base::print("{:<9}{} ({})\n", simulation.kind(), base::printable(simulation.name()),
              base::printable(simulation.title()));
  base::print("axes\n{}{}{}", axis_line("x", grid.x()), axis_line("y", grid.y()),
              axis_line("t", grid.t()));
  base::print("cells    {} in {} frames of {}\n", base::format_count(grid.cells()),
              base::format_count(grid.frames()), base::format_count(grid.cells_per_frame()));
  base::print("each     {}\n", simulation.method());
  base::print("ranks    {} with {} compute thread(s) each\n", ranks, command.settings.threads);
  base::print("file     {} ({})\n", base::printable(command.output),
              base::format_bytes(store::file_bytes(layout)));
  for (const std::string& path : config::movie_paths(command)) {
    if (config::is_picture(path)) {
      base::print("picture  {} ({}x{})\n", base::printable(path), command.movie.width,
                  command.movie.height);
      continue;
    }
    const auto timing = config::plan_timing(command.movie, grid.frames());
    base::print("movie    {} ({}x{}, {})\n", base::printable(path), command.movie.width,
                command.movie.height,
                base::format_seconds(config::movie_seconds(timing, grid.frames())));
  }
}

void tell_notes(const config::RunCommand& command) {
  if (!command.quiet && !command.video.empty()) {
    for (const std::string& note :
         config::movie_notes(command.movie, command.sweep.grid.frames())) {
      base::say("note: {}", note);
    }
  }
}

void print_failures(const Census& census, const grid::ParameterGrid& grid,
                    const std::string& first_error) {
  base::print("cells       {} ({})\n", base::format_count(census.cells()),
              failures_in_words(census));
  for (const std::string& line : first_failures(census, grid)) {
    base::print("            {}\n", line);
  }
  if (census.overflows() > 0) {
    base::print(
        "            {} of them have a number beyond 3.4e38, the largest of float32; --dtype "
        "float64 holds it\n",
        base::format_count(census.overflows()));
  }
  if (!first_error.empty()) {
    base::print("            the first error: {}\n", base::printable(first_error));
  }
}

void print_summary(const config::RunCommand& command, const std::optional<SweepStatistics>& sweep,
                   const Census& census, const std::vector<std::string>& losses,
                   const std::vector<MovieFile>& movies) {
  print_failures(census, command.sweep.grid, sweep ? sweep->first_error : "");
  for (const std::string& line : losses) {
    base::print("            {}\n", line);
  }
  print_verdicts(census);
  if (sweep) {
    print_times(*sweep);
  } else {
    base::print("computing   nothing was left to do, all {} frames are committed\n",
                base::format_count(command.sweep.grid.frames()));
  }
  base::print("encoding    {}\n", base::format_seconds(seconds_of(movies)));
  base::print("file        {} ({})\n", base::printable(command.output),
              base::format_bytes(std::filesystem::file_size(command.output)));
  for (const MovieFile& movie : movies) {
    base::print("{}{} ({})\n", config::is_picture(movie.path) ? "picture     " : "movie       ",
                base::printable(movie.path), base::format_bytes(movie.bytes));
    if (!movie.poster.empty()) {
      base::print("poster      {}\n", base::printable(movie.poster));
    }
  }
  if (census.marked() > 0) {
    base::print("marked      {} of {} cells: {}\n", base::format_count(census.marked()),
                base::format_count(census.cells()), marks_in_words(census));
  }
}

void say_lock_taken_over(const std::string& owner) {
  base::say("note: the lock of {}, which is gone, was taken over", owner);
}

void say_other_build(const std::string& output, const std::string& revision) {
  base::say(
      "note: {} was begun by another build (revision {}), whose numbers may differ "
      "from this one's",
      base::printable(output), base::printable(revision));
}

void say_stopped(const config::RunCommand& command, const SweepStatistics& sweep) {
  const bool given_up = sweep.stopped->kind == StopCause::Kind::failed_cells;
  base::say(
      "{} after {} of {} frames ({} holds what is finished) {} {}", sweep.stopped->words(),
      base::format_count(sweep.frames), base::format_count(command.sweep.grid.frames()),
      base::printable(command.output),
      given_up ? "Look at the cells with 'heatreel info'. Continue without a limit of failed cells:"
               : "Continue with:",
      base::printable(given_up ? command.resuming_all : command.resuming));
}

void say_count_stopped(const config::RunCommand& command, const std::string& what) {
  base::say("{} All frames are in {}; look at them with 'heatreel info'.", what,
            base::printable(command.output));
}

void say_movies_stopped(const config::RunCommand& command, const std::string& what) {
  base::say("{} Make it with: {}, or draw it with 'heatreel render {}'.", what,
            base::printable(command.resuming), base::printable(command.output));
}

}  // namespace heatreel::app
