// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>

namespace heatreel::store {

/// Where a process runs. A process number names one process only within one place: containers can
/// share a host's name and have the same numbers, and after a boot numbers begin anew.
struct Place {
  std::string host;
  std::string boot;           ///< boot_id of the kernel; "" if it cannot be read
  std::string pid_namespace;  ///< "pid:[4026531836]"; "" if it cannot be read

  bool operator==(const Place&) const = default;
};

/// This process's own. \param host name of this machine
Place this_place(const std::string& host);

/// The same with the name that the system gives this machine.
Place this_place();

/// Whether processes there can be looked at from `here`.
bool sees_processes_of(const Place& here, const Place& there);

/// A short number for names of files. Two places hardly ever have the same one.
std::uint32_t number_of(const Place& place);

/// Field 22 of /proc/PID/stat (proc(5)), in clock ticks since the boot; 0 if there is no such
/// process, if it has ended, or if it cannot be looked at.
std::int64_t start_of(std::int64_t process);

/// Whether a process of this place, which began at `start` (0: unknown), still runs. A process that
/// cannot be looked at counts as running.
bool is_running(std::int64_t process, std::int64_t start);

}  // namespace heatreel::store
