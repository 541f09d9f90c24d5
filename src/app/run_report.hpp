// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "census.hpp"

#include <optional>
#include <string>
#include <vector>

#include "heatreel/app/movie_library.hpp"
#include "heatreel/app/sweep.hpp"
#include "heatreel/config/command.hpp"

/// What `heatreel run` prints on rank 0.
namespace heatreel::app {

/// What a run would do, for --dry-run. Costs the same for 10 and for 10^12 cells.
void print_plan(const config::RunCommand& command, int ranks);

/// What the user should know of the movies before they are computed.
void tell_notes(const config::RunCommand& command);

/// How many cells failed, and the first of them.
void print_failures(const Census& census, const grid::ParameterGrid& grid,
                    const std::string& first_error);

/// What a complete run took and made. \param sweep nothing if there was nothing left to compute
/// \param losses a line each
void print_summary(const config::RunCommand& command, const std::optional<SweepStatistics>& sweep,
                   const Census& census, const std::vector<std::string>& losses,
                   const std::vector<MovieFile>& movies);

/// A line, on standard error, on the lock that a killed run has left. \param owner which run
void say_lock_taken_over(const std::string& owner);

/// The same on a file that another build of the program has begun. \param revision its git revision
void say_other_build(const std::string& output, const std::string& revision);

/// The one line, on standard error, of a sweep that ended early: why, how far it came, what next.
void say_stopped(const config::RunCommand& command, const SweepStatistics& sweep);

/// The same of a run that has done all but count its cells. \param what says by what
void say_count_stopped(const config::RunCommand& command, const std::string& what);

/// The same of movies that were interrupted. \param what says which
void say_movies_stopped(const config::RunCommand& command, const std::string& what);

}  // namespace heatreel::app
