// SPDX-License-Identifier: GPL-3.0-or-later
#include "report_file.hpp"

#include <filesystem>
#include <fstream>
#include <string>
#include <utility>

#include <fmt/format.h>

#include "heatreel/base/json_text.hpp"
#include "heatreel/base/pending_file.hpp"
#include "heatreel/base/text.hpp"
#include "heatreel/version.hpp"

namespace heatreel::app {

namespace {

/// Changes when a member is taken away or means something else; new ones may come at any time.
constexpr int schema = 1;

constexpr const char* none = "null";

using Members = std::vector<std::pair<std::string, std::string>>;

/// \param members names and their values as JSON
std::string object(const Members& members) {
  const std::string list = base::json_list(members, [](const auto& member) {
    return fmt::format("{}: {}", base::json_string(member.first), member.second);
  });
  return fmt::format("{{{}}}", list.substr(1, list.size() - 2));
}

std::string number(double value) { return base::json_number(value); }
std::string number(std::int64_t value) { return std::to_string(value); }

template <std::size_t Count>
std::string counts_by_name(const std::array<std::int64_t, Count>& counts,
                           const std::array<const char*, Count>& names) {
  Members members;
  for (std::size_t i = 0; i < Count; ++i) {
    members.emplace_back(names.at(i), number(counts.at(i)));
  }
  return object(members);
}

std::string failed_cell(const Census::Cell& cell, const grid::ParameterGrid& grid) {
  const grid::CellPosition at = grid.position(cell.index);
  const auto values = grid.values(cell.index);
  return object({{"index", fmt::format("[{}, {}, {}]", at.i, at.j, at.k)},
                 {"parameters", object({{grid.x().name(), number(values[0])},
                                        {grid.y().name(), number(values[1])},
                                        {grid.t().name(), number(values[2])}})},
                 {"status", base::json_string(grid::cell_status_names.at(
                                static_cast<std::size_t>(cell.status)))}});
}

/// Waiting is what is left of the threads' time: for chunks, for the other ranks at the end.
std::string rank_work(const RankWork& work, std::size_t rank, const std::string& host) {
  const double waiting = work.threads * work.seconds - work.compute_seconds;
  return object({{"rank", std::to_string(rank)},
                 {"host", base::json_string(host)},
                 {"threads", std::to_string(work.threads)},
                 {"cells", number(work.cells)},
                 {"chunks", number(work.chunks)},
                 {"smallest_chunk", number(work.smallest_chunk)},
                 {"largest_chunk", number(work.largest_chunk)},
                 {"seconds", number(work.seconds)},
                 {"compute_thread_seconds", number(work.compute_seconds)},
                 {"waiting_thread_seconds", number(waiting)},
                 {"commit_seconds", number(work.commit_seconds)},
                 {"peak_bytes", fmt::format("{:.0f}", work.peak_bytes)}});
}

std::string work_of_ranks(const RunRecord& record, const std::vector<RankProfile>& ranks) {
  if (!record.sweep) {
    return "[]";
  }
  std::size_t rank = 0;
  return base::json_list(record.sweep->ranks, [&](const RankWork& work) {
    const std::size_t mine = rank++;
    return "\n    " + rank_work(work, mine, ranks.at(mine).host);
  });
}

std::string written_files(const config::RunCommand& command, const RunRecord& record) {
  std::vector<std::string> paths = {command.output};
  for (const MovieFile& movie : record.movies) {
    paths.push_back(movie.path);
    if (!movie.poster.empty()) {
      paths.push_back(movie.poster);
    }
  }
  return base::json_list(paths, [](const std::string& path) {
    std::error_code missing;
    const auto bytes = std::filesystem::file_size(path, missing);
    return object(
        {{"path", base::json_string(path)}, {"bytes", std::to_string(missing ? 0 : bytes)}});
  });
}

std::string report_text(const config::RunCommand& command, const std::vector<RankProfile>& ranks,
                        const RunRecord& record, base::ExitCode code) {
  const grid::ParameterGrid& grid = command.sweep.grid;
  const auto& sweep = record.sweep;
  const auto& census = record.census;
  const bool stopped = sweep && sweep->stopped;
  const Members members = {
      {"schema", std::to_string(schema)},
      {"heatreel", base::json_string(version)},
      {"revision", base::json_string(git_revision)},
      {"exit_code", std::to_string(static_cast<int>(code))},
      {"complete", stopped ? "false" : "true"},
      {"stopped", stopped ? base::json_string(sweep->stopped->words()) : none},
      {"cells", number(grid.cells())},
      {"frames", number(grid.frames())},
      {"computed_cells", number(sweep ? sweep->cells : 0)},
      {"first_error",
       sweep && !sweep->first_error.empty() ? base::json_string(sweep->first_error) : none},
      {"status", census ? counts_by_name(census->counts, grid::cell_status_names) : none},
      {"verdict", census ? counts_by_name(census->verdicts, grid::cell_verdict_names) : none},
      {"failed_cells", census ? base::json_list(census->first_failed,
                                                [&](const Census::Cell& cell) {
                                                  return "\n    " + failed_cell(cell, grid);
                                                })
                              : none},
      {"sweep_seconds", number(sweep ? sweep->seconds : 0.0)},
      {"movie_seconds", number(seconds_of(record.movies))},
      {"ranks", work_of_ranks(record, ranks)},
      {"files", written_files(command, record)}};
  std::string text;
  for (const auto& [name, value] : members) {
    text += fmt::format("{}\n  {}: {}", text.empty() ? "" : ",", base::json_string(name), value);
  }
  return fmt::format("{{{}\n}}\n", text);
}

}  // namespace

void write_report(const config::RunCommand& command, const std::vector<RankProfile>& ranks,
                  const RunRecord& record, base::ExitCode code) {
  base::PendingFile file(command.report, "the report");
  std::ofstream stream(file.temporary());
  stream << report_text(command, ranks, record, code) << std::flush;
  if (!stream) {
    throw base::RuntimeError(
        {fmt::format("cannot write the report {}", base::printable(command.report)),
         "the disk may be full", "The sweep's own files are complete."});
  }
  file.commit();
}

}  // namespace heatreel::app
