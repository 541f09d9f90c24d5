// SPDX-License-Identifier: GPL-3.0-or-later
#include "lock_owner.hpp"

#include <cstdlib>

#include <fmt/format.h>
#include <unistd.h>

#include "heatreel/base/clock.hpp"
#include "heatreel/base/text.hpp"

namespace heatreel::store {

namespace {

constexpr std::string_view first_line = "heatreel-lock-2";

}  // namespace

LockOwner this_owner(const std::string& host) {
  const char* job = std::getenv("SLURM_JOB_ID");
  const std::int64_t process = ::getpid();
  return {this_place(host), process, start_of(process), job == nullptr ? "" : job, base::utc_now()};
}

std::string to_text(const LockOwner& owner) {
  return fmt::format("{}\n{}\n{}\n{}\n{}\n{}\n{}\n{}\n", first_line, owner.place.host,
                     owner.place.boot, owner.place.pid_namespace, owner.process, owner.start,
                     owner.job, owner.since);
}

std::optional<LockOwner> parse_owner(std::string_view text) {
  const auto lines = base::split(text, '\n');
  if (lines.size() != 9 || lines[0] != first_line) {
    return std::nullopt;
  }
  const auto process = base::parse_int(lines[4]);
  const auto start = base::parse_int(lines[5]);
  if (!process || !start) {
    return std::nullopt;
  }
  const auto line = [&](std::size_t number) { return std::string(lines[number]); };
  return LockOwner{{line(1), line(2), line(3)}, *process, *start, line(6), line(7)};
}

std::string describe(const LockOwner& owner) {
  const std::string job = owner.job.empty() ? "" : fmt::format(", job {}", owner.job);
  return base::printable(fmt::format("process {} on {}{}, since {}", owner.process,
                                     owner.place.host, job, owner.since));
}

}  // namespace heatreel::store
