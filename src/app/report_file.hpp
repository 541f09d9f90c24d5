// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "census.hpp"

#include <optional>
#include <vector>

#include "heatreel/app/movie_library.hpp"
#include "heatreel/app/rank_profile.hpp"
#include "heatreel/app/sweep.hpp"
#include "heatreel/base/error.hpp"
#include "heatreel/config/command.hpp"

namespace heatreel::app {

/// What a run did, as far as it came.
struct RunRecord {
  std::optional<SweepStatistics> sweep;  ///< nothing if there was nothing left to compute
  std::optional<Census> census;          ///< nothing if the cells were not counted
  std::vector<MovieFile> movies;
};

/// Writes the record as JSON into the file that `--report` names; docs/cluster.md has its members.
/// \param ranks where each rank runs
/// \throws base::RuntimeError if it cannot be written
void write_report(const config::RunCommand& command, const std::vector<RankProfile>& ranks,
                  const RunRecord& record, base::ExitCode code);

}  // namespace heatreel::app
