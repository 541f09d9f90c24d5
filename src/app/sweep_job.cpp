// SPDX-License-Identifier: GPL-3.0-or-later
#include "heatreel/app/sweep_job.hpp"

#include "wire.hpp"

#include <map>
#include <utility>

#include <fmt/format.h>

#include "heatreel/app/processors.hpp"
#include "heatreel/base/clock.hpp"
#include "heatreel/comm/mpi_session.hpp"
#include "heatreel/version.hpp"
#include "heatreel/video/movie_options.hpp"

namespace heatreel::app {

namespace {

/// FNV-1a, 64 bits (Fowler, Noll & Vo): tells configurations apart, guards against nobody.
std::string hash_text(std::string_view text) {
  std::uint64_t hash = 0xcbf29ce484222325U;
  for (const char c : text) {
    hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3U;
  }
  return fmt::format("{:016x}", hash);
}

/// "node1 (AVX-512) x 4, node2 (AVX2) x 2"
std::string count_equal(const std::vector<std::string>& ranks) {
  std::map<std::string, int> counts;
  for (const std::string& rank : ranks) {
    ++counts[rank];
  }
  std::string text;
  for (const auto& [rank, count] : counts) {
    text += fmt::format("{}{} x {}", text.empty() ? "" : ", ", rank, count);
  }
  return text;
}

store::Provenance provenance_of(const config::RunCommand& command,
                                const std::vector<std::string>& ranks) {
  const std::string configuration = config::to_ini(command.sweep);
  const std::string& model = command.sweep.model.text;
  return {
      {provenance_configuration, configuration},
      {provenance_model, model},
      {"configuration_hash", hash_text(configuration + model)},
      {"heatreel_version", version},
      {"git_revision", git_revision},
      {"compiler", fmt::format("{}, {}", compiler, build_type)},
      {"mpi_version", comm::mpi_library_version()},
      {"hdf5_version", store::hdf5_version()},
      {"x264_version", video::x264_version()},
      {"ranks", std::to_string(ranks.size())},
      {"threads_per_rank", std::to_string(command.threads)},
      {"hosts", count_equal(ranks)},
      {"started", base::utc_now()},
      {provenance_finished, ""},
      {"restarts", "0"},
  };
}

/// For each metric, behind all of them, a variable for its error.
void add_errors(const std::vector<metric::MetricSpec>& metrics, store::FileLayout& layout) {
  for (std::size_t m = 0; m < metrics.size(); ++m) {
    const store::VariableLayout variable = layout.metrics[m];
    layout.metrics.push_back(
        {metrics[m].error_variable(), variable.unit, "estimated error of " + variable.long_name});
  }
}

}  // namespace

std::string describe_rank() { return fmt::format("{} ({})", host_name(), solve::simd_target()); }

store::FileLayout plan_file(const config::SweepConfig& sweep, const std::string& title) {
  store::FileLayout layout{.grid = sweep.grid,
                           .metrics = {},
                           .type = sweep.value_type,
                           .title = title,
                           .source = fmt::format("heatreel {}", version),
                           .history = {},
                           .provenance = {}};
  for (const metric::MetricSpec& metric : sweep.metrics) {
    const model::State& state = *sweep.model.find_state(metric.state);
    layout.metrics.push_back({metric.variable(),
                              metric::unit(metric, state.unit, sweep.model.time_unit),
                              metric::long_name(metric, state.description)});
  }
  if (sweep.trust) {
    add_errors(sweep.metrics, layout);
  }
  return layout;
}

SweepJob make_job(const config::RunCommand& command, const std::vector<std::string>& ranks) {
  const model::Model& model = command.sweep.model;
  const std::string& of_model = model.title.empty() ? model.name : model.title;
  const std::string& title = command.movie.title.empty() ? of_model : command.movie.title;
  SweepJob job{command.sweep, command.output, command.threads, command.buffer_bytes,
               plan_file(command.sweep, title)};
  job.layout.history = fmt::format("{} heatreel run (version {})", base::utc_now(), version);
  job.layout.provenance = provenance_of(command, ranks);
  return job;
}

std::string to_message(const SweepJob& job) {
  WireWriter out;
  out.put(config::to_ini(job.sweep));
  out.put(job.sweep.model.text);
  out.put(job.output);
  out.put(job.threads);
  out.put(job.buffer_bytes);
  out.put(job.layout.title);
  out.put(job.layout.history);
  out.put(static_cast<std::uint64_t>(job.layout.provenance.size()));
  for (const auto& [name, text] : job.layout.provenance) {
    out.put(name);
    out.put(text);
  }
  return out.text();
}

SweepJob from_message(const std::string& message) {
  WireReader in(message);
  const std::string ini = in.take_text();
  const std::string model = in.take_text();
  config::SweepConfig sweep = config::sweep_from_ini(ini, model);
  std::string output = in.take_text();
  const int threads = in.take<int>();
  const auto buffer_bytes = in.take<std::uint64_t>();
  store::FileLayout layout = plan_file(sweep, in.take_text());
  layout.history = in.take_text();
  layout.provenance.resize(in.take<std::uint64_t>());
  for (auto& [name, text] : layout.provenance) {
    name = in.take_text();
    text = in.take_text();
  }
  return {std::move(sweep), std::move(output), threads, buffer_bytes, std::move(layout)};
}

schedule::JobShape shape_of(const SweepJob& job, int ranks) {
  const auto values = static_cast<std::int64_t>(job.layout.metrics.size());
  return {.cells_per_frame = job.sweep.grid.cells_per_frame(),
          .frames = job.sweep.grid.frames(),
          .ranks = ranks,
          .threads = job.threads,
          .bytes_per_cell =
              1 + values * static_cast<std::int64_t>(store::size_of(job.sweep.value_type)),
          .granularity = solve::lanes_per_block,
          .buffer_bytes = static_cast<std::int64_t>(job.buffer_bytes)};
}

}  // namespace heatreel::app
