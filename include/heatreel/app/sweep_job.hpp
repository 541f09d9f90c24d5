// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "heatreel/app/rank_profile.hpp"
#include "heatreel/config/command.hpp"
#include "heatreel/config/run_settings.hpp"
#include "heatreel/config/stored_sweep.hpp"
#include "heatreel/schedule/coordinator.hpp"
#include "heatreel/store/file_layout.hpp"
#include "heatreel/store/frame_store.hpp"

namespace heatreel::app {

/// All that every rank must know of a run: its settings, the sweep and where it stands. Rank 0
/// alone reads files; the others get this.
struct SweepJob : config::RunSettings {
  config::SweepConfig sweep;
  store::FileLayout layout;
  program::Simd simd = program::Simd::automatic;  ///< which target all ranks compute with
  std::string output = {};
  double seconds_left = 0.0;  ///< of the time limit when the job was shared; infinity for none
  store::Opening opening = store::Opening::create;
  grid::StoredCells stored = {};  ///< what the file holds already; rank 0 alone knows
};

/// The first rank whose processor lacks a SIMD target, or nullptr. \param target not `automatic`
const RankProfile* rank_without(program::Simd target, const std::vector<RankProfile>& ranks);

/// The target that is named, or the best that all ranks have.
/// \throws base::UsageError if a rank lacks the named one
program::Simd target_for(program::Simd wanted, const std::vector<RankProfile>& ranks);

/// The run that `command` asks for, on the ranks whose profiles are given. All ranks use the same
/// SIMD target, since numbers of two targets differ in their last bits: the one that the command
/// names, or the best that all have. \throws base::UsageError if a rank lacks the named target
SweepJob make_job(const config::RunCommand& command, const std::vector<RankProfile>& ranks);

/// A job as a message to the other ranks, and back. \throws base::RuntimeError for any other
/// message
std::string to_message(const SweepJob& job);
SweepJob from_message(const std::string& message);

/// The layout of the file that a sweep is stored in, without provenance.
store::FileLayout plan_file(const config::SweepConfig& sweep, const std::string& title);

/// What the coordinator must know of a job on so many ranks.
schedule::JobShape shape_of(const SweepJob& job, int ranks);

/// Names of provenance texts that others read.
using config::provenance_configuration;
using config::provenance_model;
using config::provenance_simd;
inline constexpr const char* provenance_finished = "finished";
inline constexpr const char* provenance_restarts = "restarts";
inline constexpr const char* provenance_revision = "git_revision";

}  // namespace heatreel::app
