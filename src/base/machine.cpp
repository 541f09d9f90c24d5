// SPDX-License-Identifier: GPL-3.0-or-later
#include "heatreel/base/machine.hpp"

#include <array>

#include <sys/statvfs.h>
#include <unistd.h>

#include "heatreel/base/path.hpp"

namespace heatreel::base {

std::string host_name() {
  std::array<char, 256> name = {};
  ::gethostname(name.data(), name.size() - 1);
  return name.data();
}

std::optional<std::uint64_t> free_bytes(const std::string& path) {
  struct statvfs disk = {};
  if (::statvfs(folder_of(path).c_str(), &disk) != 0) {
    return std::nullopt;
  }
  return static_cast<std::uint64_t>(disk.f_bavail) * disk.f_frsize;
}

}  // namespace heatreel::base
