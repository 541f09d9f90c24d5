// SPDX-License-Identifier: GPL-3.0-or-later
#include "axis_words.hpp"
#include "census.hpp"
#include "check_file.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "heatreel/app/commands.hpp"
#include "heatreel/app/sweep_job.hpp"
#include "heatreel/base/error.hpp"
#include "heatreel/base/standard_streams.hpp"
#include "heatreel/base/text.hpp"
#include "heatreel/store/frame_reader.hpp"
#include "heatreel/store/rehearse_reading.hpp"
#include "heatreel/store/run_at_work.hpp"

namespace heatreel::app {

namespace {

void print_axis(const char* role, const grid::Axis& axis) {
  const std::string name =
      axis.long_name().empty() ? "" : fmt::format(" ({})", base::printable(axis.long_name()));
  base::print("{}         {}{}\n", role, axis_words(axis), name);
}

void print_metric(const store::FrameReader& reader, std::size_t metric) {
  const auto& variable = reader.layout().metrics[metric];
  const auto range = reader.global_range(metric);
  const std::string values = range ? fmt::format("{:g} ... {:g}", range->min, range->max)
                                   : std::string("no finite value yet");
  const std::string unit =
      variable.unit.empty() ? "" : fmt::format(" [{}]", base::printable(variable.unit));
  base::print("metric    {}{}: {} ({})\n", variable.name, unit, values,
              base::printable(variable.long_name));
}

/// A text of several lines is shown indented below its name.
void print_provenance(const std::string& name, const std::string& text) {
  if (text.find('\n') == std::string::npos) {
    base::print("  {} = {}\n", name, base::printable(text));
    return;
  }
  base::print("  {}:\n", name);
  for (const auto line : base::split(base::trim(text), '\n')) {
    base::print("    {}\n", base::printable(line));
  }
}

/// What became of the cells of the committed frames.
void print_cells(const Census& census, const grid::ParameterGrid& grid) {
  base::print("cells     {} committed, {}\n", base::format_count(census.cells()),
              failures_in_words(census));
  for (const std::string& line : first_failures(census, grid)) {
    base::print("          {}\n", line);
  }
  if (const std::string verdicts = verdicts_in_words(census); !verdicts.empty()) {
    base::print("verdicts  {}\n", verdicts);
  }
}

/// How far the run is, and who goes on with it. A file without provenance does not say whether it
/// has finished.
void print_progress(const store::FrameReader& reader, const std::string& input) {
  const store::FileLayout& layout = reader.layout();
  const bool finished = !reader.provenance(provenance_finished).empty();
  const char* run = layout.provenance.empty() ? ""
                    : finished                ? ", run finished"
                                              : ", run not finished";
  base::print("progress  {} of {} frames committed{}\n", reader.committed_frames(),
              layout.grid.frames(), run);
  if (finished) {
    return;
  }
  if (const auto owner = store::run_at_work(input)) {
    base::print("          a run is at work on it: {}\n", *owner);
  } else if (reader.is_own_form()) {
    base::print("          give the run's command again with --resume to continue it\n");
  }
}

/// Which frames hold what was computed, for --check.
base::ExitCode print_check(const store::FrameReader& reader, const std::string& input) {
  constexpr std::size_t most_lines = 20;
  if (reader.recorded_checksums(0).empty()) {
    throw base::ConfigError({fmt::format("{} cannot be checked", base::printable(input)),
                             "another program has written it anew, without the checksums",
                             "Check the file that heatreel wrote."});
  }
  const FileCheck check = check_file(reader);
  base::print("sound          {}\n", list_ranges(check.sound));
  base::print("not committed  {}\n", list_ranges(check.uncommitted));
  for (std::size_t i = 0; i < std::min(check.damages.size(), most_lines); ++i) {
    base::print("damaged        {} ({})\n", check.damages[i].frame, check.damages[i].what);
  }
  if (check.damages.size() > most_lines) {
    base::print("damaged        {} more\n", check.damages.size() - most_lines);
  }
  return check.damages.empty() ? base::ExitCode::done : base::ExitCode::runtime_failure;
}

}  // namespace

base::ExitCode info(const config::InfoCommand& command) {
  store::rehearse_reading(command.input);
  const store::FrameReader reader(command.input);
  if (command.check) {
    return print_check(reader, command.input);
  }
  const store::FileLayout& layout = reader.layout();
  base::print("title     {}\n", base::printable(layout.title));
  print_axis("x", layout.grid.x());
  print_axis("y", layout.grid.y());
  print_axis("t", layout.grid.t());
  for (std::size_t metric = 0; metric < layout.metrics.size(); ++metric) {
    print_metric(reader, metric);
  }
  print_progress(reader, command.input);
  print_cells(take_census(reader), layout.grid);
  base::print("provenance\n");
  for (const auto& [name, text] : layout.provenance) {
    print_provenance(base::printable(name), text);
  }
  return base::ExitCode::done;
}

}  // namespace heatreel::app
