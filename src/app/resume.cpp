// SPDX-License-Identifier: GPL-3.0-or-later
#include "resume.hpp"

#include "census.hpp"

#include <algorithm>
#include <limits>
#include <map>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "heatreel/base/error.hpp"
#include "heatreel/base/text.hpp"

namespace heatreel::app {

namespace {

/// Differences that a message lists.
constexpr std::size_t most_listed = 5;

/// Values by option; of a repeated option all in one, in their order.
std::map<std::string, std::string> values_of(std::string_view ini) {
  std::map<std::string, std::string> values;
  for (const std::string_view line : base::split(base::trim(ini), '\n')) {
    const auto equals = std::min(line.find('='), line.size());
    const std::string_view value = line.substr(std::min(equals + 1, line.size()));
    std::string& all = values[std::string(base::trim(line.substr(0, equals)))];
    all += (all.empty() ? "" : ", ") + std::string(base::trim(value));
  }
  return values;
}

std::string shown(const std::map<std::string, std::string>& values, const std::string& name) {
  const auto found = values.find(name);
  return found == values.end() ? "not set" : base::printable(found->second);
}

/// The first line in which two texts differ, 1-based.
std::size_t first_difference(std::string_view there, std::string_view here) {
  const auto [left, right] = std::mismatch(there.begin(), there.end(), here.begin(), here.end());
  return 1 + static_cast<std::size_t>(std::count(there.begin(), left, '\n'));
}

void check_same_sweep(const store::FrameReader& reader, const SweepJob& job) {
  auto found = differences(reader.provenance(provenance_configuration), config::to_ini(job.sweep));
  const std::string model = reader.provenance(provenance_model);
  if (const std::string text = job.sweep.simulation->text(); model != text) {
    found.push_back(fmt::format("the {}'s text differs from line {} on",
                                job.sweep.simulation->kind(), first_difference(model, text)));
  }
  if (!found.empty()) {
    const std::size_t left = found.size() - std::min(found.size(), most_listed);
    found.resize(found.size() - left);
    throw base::ConfigError(
        {fmt::format("{} cannot be continued, it is of another sweep", base::printable(job.output)),
         fmt::format("{}{}", fmt::join(found, "; "),
                     left > 0 ? fmt::format("; and {} more", left) : ""),
         "Give the options that the file was begun with, or name another file with --output."});
  }
}

/// The rest of a file is computed at the points that its coordinates name, or not at all.
void check_same_points(const store::FrameReader& reader, const SweepJob& job) {
  for (std::size_t a = 0; a < job.sweep.grid.axes().size(); ++a) {
    const grid::Axis& here = job.sweep.grid.axes()[a];
    if (reader.layout().grid.axes()[a].described("", "") != here.described("", "")) {
      throw base::ConfigError(
          {fmt::format("{} cannot be continued", base::printable(job.output)),
           fmt::format("its points along {} differ in their last digits from those that this "
                       "version computes",
                       here.name()),
           "Continue it with the version that began it, or begin again with --overwrite."});
    }
  }
}

/// The SIMD target that the file was begun with.
program::Simd simd_of(const store::FrameReader& reader, const SweepJob& job,
                      const std::vector<RankProfile>& ranks) {
  const std::string name = reader.provenance(provenance_simd);
  const auto target = config::simd_called(name);
  const RankProfile* without = target ? rank_without(*target, ranks) : &ranks.front();
  if (without != nullptr) {
    throw base::ConfigError(
        {fmt::format("{} cannot be continued on these processors", base::printable(job.output)),
         fmt::format(
             "it was begun with --simd {}, which {} does not have, and the last bits of its "
             "numbers would differ",
             base::printable(name), base::printable(without->host)),
         "Continue it where it was begun, or begin again with --overwrite."});
  }
  return *target;
}

}  // namespace

std::vector<std::string> differences(std::string_view there, std::string_view here) {
  const auto old_values = values_of(there);
  const auto new_values = values_of(here);
  auto names = old_values;
  names.insert(new_values.begin(), new_values.end());
  std::vector<std::string> found;
  for (const auto& [name, value] : names) {
    const std::string old_value = shown(old_values, name);
    const std::string new_value = shown(new_values, name);
    if (old_value != new_value) {
      found.push_back(
          fmt::format("{} is {} there and {} here", base::printable(name), old_value, new_value));
    }
  }
  return found;
}

bool is_finished(const SweepJob& job) {
  const auto finished = store::provenance_text(job.layout, provenance_finished);
  const std::vector<bool>& committed = job.stored.frames;
  return finished && !finished->empty() && !committed.empty() &&
         std::find(committed.begin(), committed.end(), false) == committed.end();
}

void continue_file(const store::FrameReader& reader, const std::vector<RankProfile>& ranks,
                   SweepJob& job, const store::Ask& ask) {
  if (!reader.is_own_form()) {
    throw base::ConfigError(
        {fmt::format("{} cannot be continued", base::printable(job.output)),
         "another program has written it anew, perhaps to compress it; heatreel can only read it",
         "Continue the file that heatreel wrote, or name another file with --output."});
  }
  check_same_sweep(reader, job);
  if (reader.committed_frames() < reader.layout().grid.frames()) {
    check_same_points(reader, job);
  }
  job.simd = simd_of(reader, job, ranks);
  const store::FileLayout& file = reader.layout();
  job.opening = store::Opening::resume;
  job.layout.title = file.title;
  job.layout.history = file.history;
  job.layout.provenance = file.provenance;
  job.layout.verdicts = file.verdicts;
  job.stored = reader.stored_cells(ask);
  if (job.max_failed < std::numeric_limits<std::int64_t>::max()) {
    job.max_failed -= take_census(reader, ask).failed();
  }
}

}  // namespace heatreel::app
