// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "place.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace heatreel::store {

/// The run that a lock's file names.
struct LockOwner {
  Place place;
  std::int64_t process = 0;
  std::int64_t start = 0;  ///< of the process, see start_of(); 0 if unknown
  std::string job;         ///< of the batch system; "" if there is none
  std::string since;       ///< when it took the lock

  bool operator==(const LockOwner&) const = default;
};

/// This process. \param host name of this machine
LockOwner this_owner(const std::string& host);

std::string to_text(const LockOwner& owner);

/// Nothing if the text is no lock's of this version, such as that of an empty file.
std::optional<LockOwner> parse_owner(std::string_view text);

/// "process 4711 on node3, job 815, since 2026-01-31T12:00:00Z", safe to print.
std::string describe(const LockOwner& owner);

}  // namespace heatreel::store
