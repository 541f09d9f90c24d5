// SPDX-License-Identifier: GPL-3.0-or-later
#include "heatreel/app/sweep_job.hpp"

#include "wire_choices.hpp"

#include <algorithm>
#include <map>
#include <random>
#include <utility>

#include <fmt/format.h>

#include "heatreel/base/clock.hpp"
#include "heatreel/base/contract.hpp"
#include "heatreel/base/error.hpp"
#include "heatreel/base/text.hpp"
#include "heatreel/comm/mpi_session.hpp"
#include "heatreel/version.hpp"
#include "heatreel/video/encoder_options.hpp"

namespace heatreel::app {

using config::RunSettings;

template <>
inline constexpr auto parts<RunSettings> = std::tuple{
    &RunSettings::threads,         &RunSettings::buffer_bytes, &RunSettings::max_failed,
    &RunSettings::commit_interval, &RunSettings::io_timeout,   &RunSettings::rank_timeout};

namespace {

/// FNV-1a, 64 bits (Fowler, Noll & Vo): distinguishes configurations; not for security.
std::string hash_text(std::string_view text) {
  std::uint64_t hash = 0xcbf29ce484222325U;
  for (const char c : text) {
    hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3U;
  }
  return fmt::format("{:016x}", hash);
}

/// Identifies a run, so that files beside its result are known to belong to it.
std::string random_id() {
  std::random_device random;
  return fmt::format("{:08x}{:08x}{:08x}{:08x}", random(), random(), random(), random());
}

/// "node1 x 4, node2 x 2"
std::string count_hosts(const std::vector<RankProfile>& ranks) {
  std::map<std::string, int> counts;
  for (const RankProfile& rank : ranks) {
    ++counts[rank.host];
  }
  std::string text;
  for (const auto& [host, count] : counts) {
    text += fmt::format("{}{} x {}", text.empty() ? "" : ", ", host, count);
  }
  return text;
}

/// The best target that all ranks have; `baseline` is one of them.
program::Simd best_of_all(const std::vector<RankProfile>& ranks) {
  const std::vector<program::Simd>& targets = ranks.front().simd;
  const auto best = std::ranges::find_if(
      targets, [&](program::Simd target) { return rank_without(target, ranks) == nullptr; });
  HEATREEL_REQUIRE(best != targets.end());
  return *best;
}

store::Provenance provenance_of(const config::RunCommand& command,
                                const std::vector<RankProfile>& ranks, program::Simd simd) {
  const std::string configuration = config::to_ini(command.sweep);
  const std::string text = command.sweep.simulation->text();
  return {
      {provenance_configuration, configuration},
      {provenance_model, text},
      {"configuration_hash", hash_text(configuration + text)},
      {"heatreel_version", version},
      {provenance_revision, git_revision},
      {"compiler", fmt::format("{}, {}", compiler, build_type)},
      {"mpi_version", comm::mpi_library_version()},
      {"hdf5_version", store::hdf5_version()},
      {"x264_version", video::x264_version()},
      {"ranks", std::to_string(ranks.size())},
      {"threads_per_rank", std::to_string(command.settings.threads)},
      {"hosts", count_hosts(ranks)},
      {provenance_simd, config::simd_name(simd)},
      {"started", base::utc_now()},
      {provenance_finished, ""},
      {provenance_restarts, "0"},
      {store::provenance_run_id, random_id()},
      {store::provenance_commits, "0"},
  };
}

}  // namespace

store::FileLayout plan_file(const config::SweepConfig& sweep, const std::string& title) {
  store::FileLayout layout{.grid = sweep.grid,
                           .metrics = {},
                           .type = sweep.value_type,
                           .verdicts = sweep.simulation->judges(),
                           .title = title,
                           .source = fmt::format("heatreel {}", version),
                           .history = {},
                           .provenance = {}};
  for (const simulate::Output& output : sweep.simulation->outputs()) {
    layout.metrics.push_back({output.variable, output.unit, output.long_name});
  }
  return layout;
}

const RankProfile* rank_without(program::Simd target, const std::vector<RankProfile>& ranks) {
  const auto rank = std::ranges::find_if(ranks, [&](const RankProfile& each) {
    return std::ranges::find(each.simd, target) == each.simd.end();
  });
  return rank == ranks.end() ? nullptr : &*rank;
}

program::Simd target_for(program::Simd wanted, const std::vector<RankProfile>& ranks) {
  if (wanted == program::Simd::automatic) {
    return best_of_all(ranks);
  }
  if (const RankProfile* rank = rank_without(wanted, ranks)) {
    throw base::UsageError(
        {fmt::format("--simd {} cannot be used", config::simd_name(wanted)),
         fmt::format("the processor of {} does not have it, or this build has no code for it",
                     base::printable(rank->host)),
         fmt::format("The best it has is --simd {}.", config::simd_name(rank->simd.front()))});
  }
  return wanted;
}

SweepJob make_job(const config::RunCommand& command, const std::vector<RankProfile>& ranks) {
  const std::string title =
      command.movie.title.empty() ? command.sweep.simulation->title() : command.movie.title;
  SweepJob job{command.settings, command.sweep, plan_file(command.sweep, title)};
  job.simd = target_for(command.sweep.simd, ranks);
  job.output = command.output;
  job.seconds_left = command.max_walltime;
  job.layout.history = fmt::format("{} heatreel run (version {})", base::utc_now(), version);
  job.layout.provenance = provenance_of(command, ranks, job.simd);
  return job;
}

std::string to_message(const SweepJob& job) {
  WireWriter out;
  out.put(config::to_ini(job.sweep));
  out.put(job.sweep.simulation->text());
  out.put<RunSettings>(job);
  out.put(job.simd);
  out.put(job.output);
  out.put(job.seconds_left);
  out.put(job.opening);
  out.put(job.layout.title);
  out.put(job.layout.history);
  out.put(job.layout.provenance);
  out.put(job.layout.verdicts);
  return out.text();
}

SweepJob from_message(const std::string& message) {
  WireReader in(message);
  const auto ini = in.take<std::string>();
  const auto model = in.take<std::string>();
  config::SweepConfig sweep = config::sweep_from_ini(ini, model);
  store::FileLayout layout = plan_file(sweep, "");
  SweepJob job{in.take<RunSettings>(), std::move(sweep), std::move(layout)};
  job.simd = in.take<program::Simd>();
  job.output = in.take<std::string>();
  job.seconds_left = in.take<double>();
  job.opening = in.take<store::Opening>();
  job.layout.title = in.take<std::string>();
  job.layout.history = in.take<std::string>();
  job.layout.provenance = in.take<store::Provenance>();
  job.layout.verdicts = in.take<bool>();
  in.finish();
  return job;
}

schedule::JobShape shape_of(const SweepJob& job, int ranks) {
  const auto values = static_cast<std::int64_t>(job.layout.metrics.size());
  return {.cells_per_frame = job.sweep.grid.cells_per_frame(),
          .frames = job.sweep.grid.frames(),
          .ranks = ranks,
          .threads = job.threads,
          .bytes_per_cell =
              2 + values * static_cast<std::int64_t>(store::size_of(job.sweep.value_type)),
          .granularity = job.sweep.simulation->cells_at_once(),
          .buffer_bytes = static_cast<std::int64_t>(job.buffer_bytes)};
}

}  // namespace heatreel::app
