// SPDX-License-Identifier: GPL-3.0-or-later
#include "lock_owner.hpp"

#include "posix_file.hpp"

#include <array>
#include <cstdlib>
#include <vector>

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include "heatreel/base/clock.hpp"
#include "heatreel/base/text.hpp"

namespace heatreel::store {

namespace {

constexpr std::string_view first_line = "heatreel-lock-1";

/// Field 22 of /proc/PID/stat (proc(5)); 0 if there is no such process.
std::int64_t start_of(std::int64_t process) {
  std::array<char, 1024> text = {};
  const Descriptor file(fmt::format("/proc/{}/stat", process), O_RDONLY);
  if (!file.is_open() || ::read(file.number(), text.data(), text.size() - 1) <= 0) {
    return 0;
  }
  // The program's name, field 2, stands in brackets and may hold anything.
  const std::string_view line(text.data());
  const auto fields = base::split(line.substr(line.rfind(')') + 1), ' ');
  constexpr std::size_t start_field = 20;  // counted from the blank before field 3
  return fields.size() > start_field ? base::parse_int(fields[start_field]).value_or(0) : 0;
}

}  // namespace

LockOwner this_owner(const std::string& host) {
  const char* job = std::getenv("SLURM_JOB_ID");
  const std::int64_t process = ::getpid();
  return {host, process, start_of(process), job == nullptr ? "" : job, base::utc_now()};
}

std::string to_text(const LockOwner& owner) {
  return fmt::format("{}\n{}\n{}\n{}\n{}\n{}\n", first_line, owner.host, owner.process, owner.start,
                     owner.job, owner.since);
}

std::optional<LockOwner> parse_owner(std::string_view text) {
  const auto lines = base::split(text, '\n');
  if (lines.size() != 7 || lines[0] != first_line) {
    return std::nullopt;
  }
  const auto process = base::parse_int(lines[2]);
  const auto start = base::parse_int(lines[3]);
  if (!process || !start) {
    return std::nullopt;
  }
  return LockOwner{std::string(lines[1]), *process, *start, std::string(lines[4]),
                   std::string(lines[5])};
}

std::string describe(const LockOwner& owner) {
  const std::string job = owner.job.empty() ? "" : fmt::format(", job {}", owner.job);
  return base::printable(
      fmt::format("process {} on {}{}, since {}", owner.process, owner.host, job, owner.since));
}

bool is_running(const LockOwner& owner) {
  return owner.start != 0 && start_of(owner.process) == owner.start;
}

}  // namespace heatreel::store
