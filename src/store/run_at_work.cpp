// SPDX-License-Identifier: GPL-3.0-or-later
#include "heatreel/store/run_at_work.hpp"

#include "lock_owner.hpp"
#include "place.hpp"
#include "posix_file.hpp"

#include <chrono>

#include <fcntl.h>
#include <sys/stat.h>

#include "heatreel/store/companions.hpp"
#include "heatreel/store/run_lock.hpp"

namespace heatreel::store {

namespace {

bool was_touched_lately(const Descriptor& lock) {
  struct stat status = {};
  ::fstat(lock.number(), &status);
  const auto touched = std::chrono::system_clock::from_time_t(status.st_mtime);
  return std::chrono::system_clock::now() - touched < LockTiming().stale;
}

}  // namespace

std::optional<std::string> run_at_work(const std::string& result_path) {
  constexpr std::size_t most_bytes = 4096;
  const Descriptor lock(result_path + lock_ending, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
  const auto owner = lock.is_open() ? parse_owner(read_start(lock, most_bytes)) : std::nullopt;
  if (!owner) {
    return std::nullopt;
  }
  const bool alive = sees_processes_of(this_place(), owner->place)
                         ? is_running(owner->process, owner->start)
                         : was_touched_lately(lock);
  return alive ? std::optional(describe(*owner)) : std::nullopt;
}

}  // namespace heatreel::store
