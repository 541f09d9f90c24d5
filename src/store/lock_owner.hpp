// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace heatreel::store {

/// The run that a lock's file names.
struct LockOwner {
  std::string host;
  std::int64_t process = 0;
  std::int64_t start = 0;  ///< of the process, in clock ticks since the host's boot
  std::string job;         ///< of the batch system; "" if there is none
  std::string since;       ///< when it took the lock

  bool operator==(const LockOwner&) const = default;
};

/// This process.
LockOwner this_owner(const std::string& host);

std::string to_text(const LockOwner& owner);

/// Nothing if the text is no lock's, such as that of a file which was only just made.
std::optional<LockOwner> parse_owner(std::string_view text);

/// "process 4711 on node3, job 815, since 2026-01-31T12:00:00Z", safe to print.
std::string describe(const LockOwner& owner);

/// Whether the process runs on this host, and is not another that was given its number.
bool is_running(const LockOwner& owner);

}  // namespace heatreel::store
