// SPDX-License-Identifier: GPL-3.0-or-later
#include "option_parts.hpp"
#include "option_values.hpp"

#include <fmt/format.h>

namespace heatreel::config {

namespace {

const std::vector<std::string> in_run = {"run"};
const std::string heading = "Stopping and resuming";

/// Seconds. A busy machine may keep a thread waiting for one or two.
constexpr double least_rank_timeout = 5.0;

/// What becomes of the file of an earlier run.
std::vector<Option> resume_options() {
  return {
      {.name = "resume",
       .group = heading,
       .commands = in_run,
       .help = "Continue the run that left the result file",
       .rivals = {"overwrite"},
       .read =
           [](const Given& given, Settings& to) {
             if (read_switch(given)) {
               to.resume = Resume::yes;
             }
           }},
      {.name = "resume-if-exists",
       .group = heading,
       .commands = in_run,
       .help = "Continue if there is a result file, or begin a new run if there is none",
       .rivals = {"overwrite", "resume"},
       .read =
           [](const Given& given, Settings& to) {
             if (read_switch(given)) {
               to.resume = Resume::if_exists;
             }
           }},
  };
}

/// What ends a run early, or with another exit code.
std::vector<Option> limit_options() {
  return {
      {.name = "max-walltime",
       .placeholder = "TIME",
       .group = heading,
       .commands = in_run,
       .help =
           "Stop in good order before the run has taken this time: seconds, 90m, 12h or H:MM:SS",
       .fallback = "no limit",
       .read = [](const Given& given, Settings& to) { to.max_walltime = read_time(given); }},
      {.name = "max-failed",
       .placeholder = "N|P%",
       .group = heading,
       .commands = in_run,
       .help = "Give up the sweep when more cells than this have failed",
       .fallback = "never",
       .read =
           [](const Given& given, Settings& to) {
             read_max_failed(given, 1);
             to.max_failed = given;
           }},
      {.name = "strict",
       .group = heading,
       .commands = in_run,
       .help = "Exit code 3 instead of 0 if cells of the complete sweep are marked as failed or "
               "untrusted",
       .read = [](const Given& given, Settings& to) { to.strict = read_switch(given); }},
  };
}

/// How long a result may be unsafe, and how long a file or a rank may be silent.
std::vector<Option> patience_options() {
  const RunSettings standard;
  return {
      {.name = "commit-interval",
       .placeholder = "TIME",
       .group = heading,
       .commands = in_run,
       .help = "Longest time until a finished result is safe on disk, in incomplete frames too",
       .fallback = fmt::format("{:g} s", standard.commit_interval),
       .read = [](const Given& given, Settings& to) { to.run.commit_interval = read_time(given); }},
      {.name = "io-timeout",
       .placeholder = "TIME",
       .group = heading,
       .commands = in_run,
       .help = "End the run if an operation on the result file takes longer",
       .fallback = fmt::format("{:g} s", standard.io_timeout),
       .read = [](const Given& given, Settings& to) { to.run.io_timeout = read_time(given); }},
      {.name = "rank-timeout",
       .placeholder = "TIME",
       .group = heading,
       .commands = in_run,
       .help = "End the run if a rank gives no sign of life for longer",
       .fallback = fmt::format("{:g} s", standard.rank_timeout),
       .read =
           [](const Given& given, Settings& to) {
             to.run.rank_timeout = read_time(given);
             if (to.run.rank_timeout < least_rank_timeout) {
               refuse(given, "a rank that is only slow would be taken for lost",
                      fmt::format("Give {:g} s or more.", least_rank_timeout));
             }
           }},
  };
}

}  // namespace

std::vector<Option> safety_options() {
  std::vector<Option> options = resume_options();
  for (const auto& more : {limit_options(), patience_options()}) {
    options.insert(options.end(), more.begin(), more.end());
  }
  return options;
}

}  // namespace heatreel::config
